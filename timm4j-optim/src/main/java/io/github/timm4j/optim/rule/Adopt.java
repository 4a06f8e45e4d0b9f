package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adam that converges with any second rate (arXiv:2411.02853), {@code timm.optim.Adopt}: a gradient is divided by the
 * average before it, so the first step only fills the average.
 *
 * @param betas decay of the averages of normalized gradient and squared gradient
 * @param eps smallest denominator
 * @param clipExp exponent of the growing limit of normalized gradients, or null for no limit
 * @param decoupled whether the weight decay acts on the parameter instead of the gradient
 * @param correctedWeightDecay whether to scale a decoupled decay by the learning rate over its peak
 * @param caution whether to drop components that disagree with the gradient
 * @param maximize whether to go up the gradient
 */
public record Adopt(
        Betas betas,
        double eps,
        @Nullable Double clipExp,
        boolean decoupled,
        boolean correctedWeightDecay,
        boolean caution,
        boolean maximize)
        implements UpdateRule {
    /** The defaults of timm. */
    public static final Adopt DEFAULTS = new Adopt(Betas.of(0.9, 0.9999), 1e-6, 0.333, false, false, false, false);

    private static final Kernel FIRST = Kernel.each("exp_avg_sq", "weight_decay: float", """
            if weight_decay != 0.:
                g = g.add(p, alpha=weight_decay)
            exp_avg_sq.addcmul_(g, g)
            """);

    private static final Kernel KERNEL = Kernel.each(
            "exp_avg, exp_avg_sq",
            "decay: float, weight_decay: float, beta1: float, beta2: float, eps: float, lr: float, limit: float, "
                    + "caution: bool",
            """
            if weight_decay != 0.:
                g = g.add(p, alpha=weight_decay)
            if decay != 1.:
                p.mul_(decay)
            normed = g.div(exp_avg_sq.sqrt().clamp_(min=eps))
            if limit >= 0.:
                normed.clamp_(-limit, limit)
            exp_avg.lerp_(normed, 1. - beta1)
            update = exp_avg
            if caution:
                update = self.cautious(exp_avg, g)
            p.add_(update, alpha=-lr)
            exp_avg_sq.mul_(beta2).addcmul_(g, g, value=1. - beta2)
            """);

    /** Checks the ranges. */
    public Adopt {
        Check.betas("Adopt", betas, 2);
        Check.nonNegative("eps", eps);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout().step(Kind.TENSOR).zeros("exp_avg", "exp_avg_sq");
    }

    @Override
    public void update(Cohort cohort) {
        double coupled = decoupled ? 0 : cohort.weightDecay();
        if (cohort.fresh()) {
            cohort.run(FIRST, coupled);
            return;
        }
        cohort.run(
                KERNEL,
                decoupled ? cohort.decayFactor() : 1.0,
                coupled,
                betas.first(),
                betas.second(),
                eps,
                cohort.lr(),
                clipExp == null ? -1 : Math.pow(cohort.steps() - 1, clipExp),
                caution);
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach", "capturable", "differentiable");
    }
}
