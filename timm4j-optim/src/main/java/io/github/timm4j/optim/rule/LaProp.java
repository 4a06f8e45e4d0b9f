package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;
import io.github.timm4j.optim.rule.StateLayout.Scalar;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Momentum of normalized gradients (arXiv:2002.04839), {@code timm.optim.LaProp}.
 *
 * @param betas decay of the averages of normalized gradient and squared gradient
 * @param eps added to the denominator
 * @param caution whether to drop components that disagree with the gradient
 * @param correctedWeightDecay whether to scale the decay by the learning rate over its peak
 */
public record LaProp(Betas betas, double eps, boolean caution, boolean correctedWeightDecay) implements UpdateRule {
    /** The defaults of timm. */
    public static final LaProp DEFAULTS = new LaProp(Betas.of(0.9, 0.999), 1e-15, false, false);

    private static final Kernel KERNEL = Kernel.each(
            "exp_avg, exp_avg_sq",
            "lr: float, decay: float, beta1: float, beta2: float, eps: float, correction: float, step_size: float, "
                    + "caution: bool",
            """
            exp_avg_sq.mul_(beta2).addcmul_(g, g, value=1. - beta2)
            normed = g / exp_avg_sq.div(correction).sqrt_().add_(eps)
            exp_avg.mul_(beta1).add_(normed, alpha=lr * (1. - beta1))
            update = exp_avg
            if caution:
                update = self.cautious(exp_avg, g)
            p.add_(update, alpha=-step_size)
            if decay != 1.:
                p.mul_(decay)
            """);

    /** Checks the ranges. */
    public LaProp {
        Check.betas("LaProp", betas, 2);
        Check.nonNegative("eps", eps);
    }

    @Override
    public double defaultLearningRate() {
        return 4e-4;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout()
                .step(Kind.TENSOR)
                .scalar("exp_avg_lr_1", new Scalar(Kind.FLOAT, 0, false))
                .scalar("exp_avg_lr_2", new Scalar(Kind.TENSOR, 0, false))
                .zeros("exp_avg", "exp_avg_sq");
    }

    @Override
    public void update(Cohort cohort) {
        double lr = cohort.lr();
        double rates = cohort.scalar("exp_avg_lr_1") * betas.first() + (1 - betas.first()) * lr;
        // kept as a float32 tensor in Python: each operation rounds
        float decayed = (float) cohort.scalar("exp_avg_lr_2") * (float) betas.second();
        float correction = decayed + (float) (1 - betas.second());
        cohort.scalar("exp_avg_lr_1", rates);
        cohort.scalar("exp_avg_lr_2", correction);
        double stepSize = rates == 0 ? 0 : lr / rates;
        double decay = cohort.decayFactor();
        cohort.run(KERNEL, lr, decay, betas.first(), betas.second(), eps, correction, stepSize, caution);
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach");
    }
}
