package io.github.timm4j.optim.rule;

import ai.djl.ndarray.types.Shape;
import io.github.timm4j.optim.rule.Kernel.Function;
import io.github.timm4j.optim.rule.StateLayout.Kind;
import io.github.timm4j.optim.rule.StateLayout.Scalar;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Momentum made orthogonal by a Newton-Schulz iteration in bfloat16 (Jordan, 2024) for weights that are matrices, AdamW
 * or NAdamW for the rest, {@code timm.optim.Muon}.
 *
 * @param momentum decay of the gradient's average
 * @param nesterov whether to look ahead along the momentum
 * @param newtonSchulz the iteration
 * @param adjustLrFn how the step follows the shape, or null
 * @param convolution how convolutions become matrices
 * @param fallbackLrScale factor of the learning rate of the other parameters
 * @param betas decay rates of AdamW; AdaMuon uses the second
 * @param algo the algorithm
 */
public record Muon(
        double momentum,
        boolean nesterov,
        NewtonSchulz newtonSchulz,
        @Nullable AdjustLr adjustLrFn,
        Convolution convolution,
        double fallbackLrScale,
        Betas betas,
        Algorithm algo)
        implements UpdateRule {
    /** The defaults of timm. */
    public static final Muon DEFAULTS = new Muon(
            0.95,
            false,
            new NewtonSchulz(5, NsCoefficients.of("quintic"), 1e-7, 1, false),
            AdjustLr.MATCH_RMS_ADAMW,
            new Convolution(ConvMode.FLATTEN, true),
            1,
            Betas.of(0.9, 0.95),
            Algorithm.MUON);

    private static final int MIN_SIZE = 4;
    private static final double MAX_ASPECT_RATIO = 128;

    private static final Function ORTHOGONAL = new Function(
            "orthogonal",
            "g: Tensor, coefficients: List[float], eps: float, safety: float, scale_eps: bool",
            "Tensor",
            """
            x = g.to(15, copy=True)
            tall = x.size(-2) > x.size(-1)
            if tall:
                x = x.transpose(-2, -1)
            norm = x.norm(2, [-2, -1], True).mul(safety)
            if scale_eps:
                norm = norm.add_(eps * (float(g.size(-1)) / float(g.size(-2))) ** 0.5)
            else:
                norm = norm.clamp_(min=eps)
            x = x.div_(norm).contiguous()
            for i in range(len(coefficients) // 3):
                a = coefficients[3 * i]
                b = coefficients[3 * i + 1]
                c = coefficients[3 * i + 2]
                gram = torch.matmul(x, x.transpose(-2, -1))
                if x.dim() > 2:
                    gram = torch.baddbmm(gram, gram, gram, beta=b, alpha=c)
                    x = torch.baddbmm(x, gram, x, beta=a, alpha=1.)
                else:
                    gram = torch.addmm(gram, gram, gram, beta=b, alpha=c)
                    x = torch.addmm(x, gram, x, beta=a, alpha=1.)
            if tall:
                x = x.transpose(-2, -1)
            return x
            """);

    private static final Kernel KERNEL = Kernel.each(
            "momentum_buffer, exp_avg_sq",
            "lr: float, decay: float, momentum: float, nesterov: bool, coefficients: List[float], eps: float, "
                    + "safety: float, scale_eps: bool, batched: bool, adaptive: bool, by_norm: bool, "
                    + "beta2: float, correction: float",
            """
            if decay != 1.:
                p.mul_(decay)
            momentum_buffer.lerp_(g, 1. - momentum)
            update = momentum_buffer
            if nesterov:
                update = g.lerp(momentum_buffer, momentum)
            if p.dim() > 2 and batched:
                update = update.reshape([p.size(0), p.size(1), -1]).permute([2, 0, 1])
            else:
                update = update.reshape([p.size(0), -1])
            update = self.orthogonal(update, coefficients, eps, safety, scale_eps)
            if p.dim() > 2 and batched:
                update = update.permute([1, 2, 0])
            update = update.reshape(p.size())
            if adaptive:
                exp_avg_sq.mul_(beta2).addcmul_(update, update, value=1. - beta2)
                update = update / exp_avg_sq.div(correction).sqrt_().add_(eps)
                if by_norm:
                    update = update / update.norm().add_(eps)
            p.add_(update, alpha=-lr)
            """,
            List.of(ORTHOGONAL));

    /**
     * The iteration that makes a matrix orthogonal.
     *
     * @param nsSteps number of iterations
     * @param nsCoefficients their coefficients
     * @param eps smallest norm
     * @param safetyFactor factor of the norm that the matrix is first divided by
     * @param scaleEps whether eps is added to the norm instead, scaled by the matrix's shape (arXiv:2512.05620)
     */
    public record NewtonSchulz(
            int nsSteps, NsCoefficients nsCoefficients, double eps, double safetyFactor, boolean scaleEps) {}

    /**
     * How convolutions become matrices.
     *
     * @param convMode the way
     * @param normalizeSpatial whether to divide by the root of the number of positions, where batched
     */
    public record Convolution(ConvMode convMode, boolean normalizeSpatial) {}

    /** What becomes of the positions of a convolution's kernel. */
    public enum ConvMode {
        /** They lie in the rows. */
        FLATTEN,
        /** Each is a matrix of its own. */
        BATCHED
    }

    /** How the step follows the shape. */
    public enum AdjustLr {
        /** Root of the aspect ratio, at least 1. */
        ORIGINAL,
        /** As large as a step of AdamW (arXiv:2502.16982). */
        MATCH_RMS_ADAMW,
        /** Root of the aspect ratio. */
        RMS_TO_RMS,
        /** Root of one over the number of inputs; AdaMuon only. */
        RSQRT_IN
    }

    /** The algorithms. */
    public enum Algorithm {
        /** Orthogonal momentum. */
        MUON,
        /** Orthogonal momentum over the root of its squares' average (arXiv:2507.11005). */
        ADAMUON
    }

    /** Checks the ranges. */
    public Muon {
        Check.fraction("momentum", momentum);
        Check.nonNegative("eps", newtonSchulz.eps());
        Check.betas("Muon", betas, 2);
        AdjustLr foreign = algo == Algorithm.MUON ? AdjustLr.RSQRT_IN : AdjustLr.ORIGINAL;
        if (adjustLrFn == foreign) {
            throw new IllegalArgumentException("adjust_lr_fn " + foreign + " does not go with " + algo);
        }
    }

    @Override
    public double defaultLearningRate() {
        return 0.02;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        double suitable = !parameter.fallback() && isSuitable(parameter.shape()) ? 1 : 0;
        double chosen = parameter.scalars().getOrDefault("use_muon", suitable);
        StateLayout layout = new StateLayout().scalar("use_muon", new Scalar(Kind.FLAG, chosen, false));
        if (chosen == 0) {
            return layout.step(Kind.TENSOR).zeros("exp_avg", "exp_avg_sq");
        }
        layout.zeros("momentum_buffer").constant("scale", scale(parameter.shape()));
        return algo == Algorithm.ADAMUON ? layout.step(Kind.TENSOR).zeros("exp_avg_sq") : layout;
    }

    /** Matrices of at least two real dimensions, not too small and not too long. */
    private static boolean isSuitable(Shape shape) {
        int count = shape.dimension();
        if (count < 2 || shape.get(0) == 1 || shape.get(1) == 1) {
            return false;
        }
        long rows = shape.get(0);
        long columns = shape.slice(1).size();
        long smaller = Math.min(rows, columns);
        return smaller >= MIN_SIZE && (double) Math.max(rows, columns) / smaller <= MAX_ASPECT_RATIO;
    }

    private double scale(Shape shape) {
        boolean batched = shape.dimension() > 2 && convolution.convMode() == ConvMode.BATCHED;
        long positions = batched ? shape.slice(2).size() : 1;
        double rows = shape.get(0);
        double columns = batched ? shape.get(1) : shape.slice(1).size();
        double spatial = batched && convolution.normalizeSpatial() ? 1 / Math.sqrt(positions) : 1;
        if (adjustLrFn == null) {
            return spatial;
        }
        return spatial
                * switch (adjustLrFn) {
                    case ORIGINAL -> Math.sqrt(Math.max(1, rows / columns));
                    case MATCH_RMS_ADAMW ->
                        0.2 * Math.sqrt(algo == Algorithm.MUON ? Math.max(rows, columns) : shape.size());
                    case RMS_TO_RMS -> Math.sqrt(rows / columns);
                    case RSQRT_IN -> 1 / Math.sqrt(columns);
                };
    }

    @Override
    public void update(Cohort cohort) {
        if (cohort.scalar("use_muon") == 0) {
            new AdamWLegacy(betas, newtonSchulz.eps(), false, false, false, false, null)
                    .update(cohort, cohort.lr() * fallbackLrScale, nesterov);
            return;
        }
        boolean adaptive = algo == Algorithm.ADAMUON;
        boolean byNorm = adjustLrFn == AdjustLr.MATCH_RMS_ADAMW;
        cohort.run(
                KERNEL,
                cohort.lr() * cohort.scalar("scale"),
                cohort.decayFactor(),
                momentum,
                nesterov,
                newtonSchulz.nsCoefficients().sequence(newtonSchulz.nsSteps()),
                newtonSchulz.eps(),
                newtonSchulz.safetyFactor(),
                newtonSchulz.scaleEps(),
                convolution.convMode() == ConvMode.BATCHED,
                adaptive,
                byNorm,
                betas.second(),
                adaptive && !byNorm ? betas.secondCorrection(cohort.steps()) : 1.0);
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("capturable", "verbose");
    }
}
