package io.github.timm4j.optim;

import static io.github.timm4j.optim.OptimizerInfo.of;

import io.github.timm4j.optim.OptimizerInfo.Traits;
import io.github.timm4j.optim.rule.AdaBelief;
import io.github.timm4j.optim.rule.Adadelta;
import io.github.timm4j.optim.rule.Adafactor;
import io.github.timm4j.optim.rule.AdafactorBigVision;
import io.github.timm4j.optim.rule.Adagrad;
import io.github.timm4j.optim.rule.Adahessian;
import io.github.timm4j.optim.rule.Adam;
import io.github.timm4j.optim.rule.AdamP;
import io.github.timm4j.optim.rule.AdamW;
import io.github.timm4j.optim.rule.AdamWLegacy;
import io.github.timm4j.optim.rule.Adamax;
import io.github.timm4j.optim.rule.Adan;
import io.github.timm4j.optim.rule.Adopt;
import io.github.timm4j.optim.rule.Kron;
import io.github.timm4j.optim.rule.LaProp;
import io.github.timm4j.optim.rule.Lamb;
import io.github.timm4j.optim.rule.Lars;
import io.github.timm4j.optim.rule.Lion;
import io.github.timm4j.optim.rule.Madgrad;
import io.github.timm4j.optim.rule.Mars;
import io.github.timm4j.optim.rule.Muon;
import io.github.timm4j.optim.rule.NAdam;
import io.github.timm4j.optim.rule.NAdamLegacy;
import io.github.timm4j.optim.rule.NAdamW;
import io.github.timm4j.optim.rule.NvNovoGrad;
import io.github.timm4j.optim.rule.RAdam;
import io.github.timm4j.optim.rule.RAdamLegacy;
import io.github.timm4j.optim.rule.RmsProp;
import io.github.timm4j.optim.rule.RmsPropTf;
import io.github.timm4j.optim.rule.Sgd;
import io.github.timm4j.optim.rule.SgdP;
import io.github.timm4j.optim.rule.SgdW;
import io.github.timm4j.optim.rule.UpdateRule;
import java.util.List;

/** The optimizers of timm 1.0.31, one a row: name, algorithm, what it is, and the settings that the name stands for. */
final class OptimizerTable {
    private static final String BITSANDBYTES =
            "it is a CUDA kernel of the Python library bitsandbytes, which has no Java counterpart";

    private OptimizerTable() {}

    /** Names that stand for another one. */
    static final List<List<String>> ALIASES = List.of(List.of("nesterov", "sgd"), List.of("nesterovw", "sgdw"));

    static final List<OptimizerInfo> SGD = List.of(
            of("sgd", Sgd.DEFAULTS, "SGD with Nesterov momentum").with("nesterov", true),
            of("momentum", Sgd.DEFAULTS, "SGD with classical momentum").with("nesterov", false),
            of("sgdp", SgdP.DEFAULTS, "SGD without radial steps").with("nesterov", true),
            of("csgdp", SgdP.DEFAULTS, "cautious SGDP").with("nesterov", true).with("caution", true),
            of("sgdw", SgdW.DEFAULTS, "SGD with decoupled decay").with("nesterov", true),
            of("csgdw", SgdW.DEFAULTS, "cautious SGDW").with("nesterov", true).with("caution", true),
            corrected("sgdc", SgdW.DEFAULTS, "SGDW with corrected decay").with("nesterov", true),
            cautiousCorrected("csgdc", SgdW.DEFAULTS, "cautious SGDW with corrected decay")
                    .with("nesterov", true));

    static final List<OptimizerInfo> ADAM = List.of(
            of("adam", Adam.DEFAULTS, "adaptive moment estimation"),
            of("adamw", AdamW.DEFAULTS, "Adam with decoupled decay"),
            of("adamwlegacy", AdamWLegacy.DEFAULTS, "AdamW with timm's additions"),
            cautious("cadamw", AdamWLegacy.DEFAULTS, "cautious AdamW"),
            corrected("adamc", AdamWLegacy.DEFAULTS, "AdamW with corrected decay"),
            cautiousCorrected("cadamc", AdamWLegacy.DEFAULTS, "cautious AdamW with corrected decay"),
            adamP(of("adamp", AdamP.DEFAULTS, "Adam without radial steps")),
            adamP(cautious("cadamp", AdamP.DEFAULTS, "cautious AdamP")),
            of("nadam", NAdam.DEFAULTS, "Adam with Nesterov momentum"),
            of("nadamlegacy", NAdamLegacy.DEFAULTS, "NAdam as it was before PyTorch's"),
            of("nadamw", NAdamW.DEFAULTS, "NAdam with decoupled decay"),
            cautious("cnadamw", NAdamW.DEFAULTS, "cautious NAdamW"),
            corrected("nadamc", NAdamW.DEFAULTS, "NAdamW with corrected decay"),
            cautiousCorrected("cnadamc", NAdamW.DEFAULTS, "cautious NAdamW with corrected decay"),
            of("radam", RAdam.DEFAULTS, "Adam with rectified variance"),
            of("radamlegacy", RAdamLegacy.DEFAULTS, "RAdam as it was before PyTorch's"),
            of("radamw", RAdam.DEFAULTS, "RAdam with decoupled decay").with("decoupled_weight_decay", true),
            of("adamax", Adamax.DEFAULTS, "Adam with the infinity norm"));

    static final List<OptimizerInfo> ADAM_RELATIVES = List.of(
            of("adabelief", AdaBelief.DEFAULTS, "Adam with the gradient's deviation")
                    .with("rectify", false),
            of("radabelief", AdaBelief.DEFAULTS, "AdaBelief with rectified variance")
                    .with("rectify", true),
            of("adan", Adan.DEFAULTS, "adaptive Nesterov momentum").with("no_prox", false),
            of("adanw", Adan.DEFAULTS, "Adan with decoupled decay").with("no_prox", true),
            cautious("cadan", Adan.DEFAULTS, "cautious Adan").with("no_prox", false),
            cautious("cadanw", Adan.DEFAULTS, "cautious Adan with decoupled decay")
                    .with("no_prox", true),
            of("adopt", Adopt.DEFAULTS, "Adam that converges with any second rate"),
            cautious("cadopt", Adopt.DEFAULTS, "cautious ADOPT"),
            of("adoptw", Adopt.DEFAULTS, "ADOPT with decoupled decay").with("decoupled", true),
            cautious("cadoptw", Adopt.DEFAULTS, "cautious ADOPT with decoupled decay")
                    .with("decoupled", true),
            corrected("adoptc", Adopt.DEFAULTS, "ADOPT with corrected decay").with("decoupled", true),
            cautiousCorrected("cadoptc", Adopt.DEFAULTS, "cautious ADOPT with corrected decay")
                    .with("decoupled", true),
            of("laprop", LaProp.DEFAULTS, "momentum of normalized gradients"),
            cautious("claprop", LaProp.DEFAULTS, "cautious LaProp"),
            corrected("lapropc", LaProp.DEFAULTS, "LaProp with corrected decay"),
            of("mars", Mars.DEFAULTS, "AdamW with variance-reduced gradients"),
            cautious("cmars", Mars.DEFAULTS, "cautious MARS"),
            of("adahessian", Adahessian.DEFAULTS, "Adam with the diagonal of the Hessian"));

    static final List<OptimizerInfo> LAYER_WISE = List.of(
            of("lamb", Lamb.DEFAULTS, "Adam whose steps follow the norms of the weights"),
            of("lambc", Lamb.DEFAULTS, "LAMB with clipped ratios").with("trust_clip", true),
            of("lambw", Lamb.DEFAULTS, "LAMB with decoupled decay").with("decoupled_decay", true),
            of("lambcw", Lamb.DEFAULTS, "LAMB with clipped ratios and decoupled decay")
                    .with("trust_clip", true)
                    .with("decoupled_decay", true),
            corrected("lambcd", Lamb.DEFAULTS, "LAMB with corrected decay").with("decoupled_decay", true),
            cautious("clamb", Lamb.DEFAULTS, "cautious LAMB"),
            cautious("clambw", Lamb.DEFAULTS, "cautious LAMB with decoupled decay")
                    .with("decoupled_decay", true),
            of("lars", Lars.DEFAULTS, "SGD whose steps follow the norms of the weights"),
            of("larc", Lars.DEFAULTS, "LARS with clipped ratios").with("trust_clip", true),
            of("nlars", Lars.DEFAULTS, "LARS with Nesterov momentum").with("nesterov", true),
            of("nlarc", Lars.DEFAULTS, "LARC with Nesterov momentum")
                    .with("nesterov", true)
                    .with("trust_clip", true),
            of("novograd", NvNovoGrad.DEFAULTS, "Adam with one second moment a tensor"),
            of("novogradw", NvNovoGrad.DEFAULTS, "NovoGrad with decoupled decay")
                    .with("decoupled_decay", true),
            corrected("novogradc", NvNovoGrad.DEFAULTS, "NovoGrad with corrected decay")
                    .with("decoupled_decay", true));

    static final List<OptimizerInfo> FACTORED = List.of(
            of("adafactor", Adafactor.DEFAULTS, "Adam with factored second moments"),
            cautious("cadafactor", Adafactor.DEFAULTS, "cautious Adafactor").with("betas", List.of(0.9, 0.999)),
            of("adafactorbv", AdafactorBigVision.DEFAULTS, "Adafactor of Big Vision"),
            cautious("cadafactorbv", AdafactorBigVision.DEFAULTS, "cautious Adafactor of Big Vision"),
            corrected("adafactorbvc", AdafactorBigVision.DEFAULTS, "Adafactor of Big Vision with corrected decay"),
            cautiousCorrected("cadafactorbvc", AdafactorBigVision.DEFAULTS, "the same with caution"),
            of("kron", Kron.DEFAULTS, "PSGD with Kronecker factors"),
            of("kronw", Kron.DEFAULTS, "PSGD Kron with decoupled decay").with("decoupled_decay", true),
            corrected("kronc", Kron.DEFAULTS, "PSGD Kron with corrected decay").with("decoupled_decay", true),
            of("muon", Muon.DEFAULTS, "orthogonal momentum for matrices, AdamW for the rest"),
            of("nmuon", Muon.DEFAULTS, "Muon with Nesterov momentum").with("nesterov", true),
            of("adamuon", Muon.DEFAULTS, "Muon with second moments").with("algo", "adamuon"),
            of("nadamuon", Muon.DEFAULTS, "AdaMuon with Nesterov momentum")
                    .with("algo", "adamuon")
                    .with("nesterov", true));

    static final List<OptimizerInfo> OTHERS = List.of(
            of("adadelta", Adadelta.DEFAULTS, "steps from averages of squared gradients and steps"),
            of("adagrad", Adagrad.DEFAULTS, "steps from sums of squared gradients")
                    .with("eps", 1e-8),
            of("lion", Lion.DEFAULTS, "sign of an evolved momentum"),
            cautious("clion", Lion.DEFAULTS, "cautious Lion"),
            corrected("lionc", Lion.DEFAULTS, "Lion with corrected decay"),
            cautiousCorrected("clionc", Lion.DEFAULTS, "cautious Lion with corrected decay"),
            of("madgrad", Madgrad.DEFAULTS, "momentumized dual averaging"),
            of("madgradw", Madgrad.DEFAULTS, "MADGRAD with decoupled decay").with("decoupled_decay", true),
            of("rmsprop", RmsProp.DEFAULTS, "root mean square propagation").with("alpha", 0.9),
            rmsPropTf(of("rmsproptf", RmsPropTf.DEFAULTS, "RMSprop of TensorFlow")),
            rmsPropTf(cautious("crmsproptf", RmsPropTf.DEFAULTS, "cautious RMSprop of TensorFlow")),
            rmsPropTf(of("rmsproptfw", RmsPropTf.DEFAULTS, "RMSprop of TensorFlow with decoupled decay"))
                    .with("decoupled_decay", true),
            rmsPropTf(corrected("rmsproptfc", RmsPropTf.DEFAULTS, "RMSprop of TensorFlow with corrected decay"))
                    .with("decoupled_decay", true));

    /** In Python kernels of apex; here the fused operators of libtorch, or a loop over tensors in one native call. */
    static final List<OptimizerInfo> FUSED = List.of(
            of("fusedsgd", Sgd.DEFAULTS, "SGD in one native operator").with("nesterov", true),
            of("fusedadam", Adam.DEFAULTS, "Adam in one native operator"),
            of("fusedadamw", AdamW.DEFAULTS, "AdamW in one native operator"),
            of("fusedlamb", Lamb.DEFAULTS, "LAMB in one native call"),
            of("fusednovograd", NvNovoGrad.DEFAULTS, "NovoGrad in one native call")
                    .with("betas", List.of(0.95, 0.98)));

    static final List<OptimizerInfo> BITSANDBYTES_ROWS = List.of(
            bnb("bnbsgd", false, true, 0).with("nesterov", true),
            bnb("bnbsgd8bit", false, true, 0).with("nesterov", true),
            bnb("bnbadam", true, false, 2),
            bnb("bnbadam8bit", true, false, 2),
            bnb("bnbadamw", true, false, 2),
            bnb("bnbadamw8bit", true, false, 2),
            bnb("bnblion", false, false, 2),
            bnb("bnblion8bit", false, false, 2),
            bnb("bnbademamix", true, false, 3),
            bnb("bnbademamix8bit", true, false, 3));

    private static OptimizerInfo cautious(String name, UpdateRule rule, String description) {
        return of(name, rule, description).with("caution", true);
    }

    private static OptimizerInfo corrected(String name, UpdateRule rule, String description) {
        return of(name, rule, description).with("corrected_weight_decay", true);
    }

    private static OptimizerInfo cautiousCorrected(String name, UpdateRule rule, String description) {
        return corrected(name, rule, description).with("caution", true);
    }

    private static OptimizerInfo adamP(OptimizerInfo info) {
        return info.with("wd_ratio", 0.01).with("nesterov", true);
    }

    private static OptimizerInfo rmsPropTf(OptimizerInfo info) {
        return info.with("alpha", 0.9);
    }

    private static OptimizerInfo bnb(String name, boolean eps, boolean momentum, int betas) {
        return OptimizerInfo.unavailable(
                name, new Traits(eps, momentum, betas, false), name.substring(3) + " of bitsandbytes", BITSANDBYTES);
    }
}
