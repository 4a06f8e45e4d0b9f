package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;

/**
 * Adam that removes radial steps (arXiv:2006.08217), {@code timm.optim.AdamP}.
 *
 * @param betas decay of the averages of gradient and squared gradient
 * @param eps added to the denominator; guards divisions by a norm
 * @param delta threshold of the cosine below which a weight counts as scale-invariant
 * @param wdRatio factor of the weight decay of such weights
 * @param nesterov whether to look ahead along the momentum
 * @param caution whether to drop components that disagree with the gradient
 */
public record AdamP(Betas betas, double eps, double delta, double wdRatio, boolean nesterov, boolean caution)
        implements UpdateRule {
    /** The defaults of timm. */
    public static final AdamP DEFAULTS = new AdamP(Betas.of(0.9, 0.999), 1e-8, 0.1, 0.1, false, false);

    private static final Kernel KERNEL = Kernel.each(
            "exp_avg, exp_avg_sq",
            "lr: float, weight_decay: float, beta1: float, beta2: float, eps: float, step_size: float, "
                    + "correction: float, delta: float, ratio: float, nesterov: bool, caution: bool",
            """
            exp_avg.mul_(beta1).add_(g, alpha=1. - beta1)
            exp_avg_sq.mul_(beta2).addcmul_(g, g, value=1. - beta2)
            denom = exp_avg_sq.sqrt().div_(correction).add_(eps)
            if nesterov:
                update = exp_avg.mul(beta1).add_(g, alpha=1. - beta1).div_(denom)
            else:
                update = exp_avg / denom
            update, invariant = self.projected(p, g, update, delta, eps, caution)
            if weight_decay > 0.:
                decay = weight_decay
                if invariant:
                    decay = weight_decay * ratio
                p.mul_(1. - lr * decay)
            p.add_(update, alpha=-step_size)
            """,
            Projection.FUNCTIONS);

    /** Checks the ranges. */
    public AdamP {
        Check.betas("AdamP", betas, 2);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout().step(Kind.INT).zeros("exp_avg", "exp_avg_sq");
    }

    @Override
    public void update(Cohort cohort) {
        cohort.run(
                KERNEL,
                cohort.lr(),
                cohort.weightDecay(),
                betas.first(),
                betas.second(),
                eps,
                cohort.lr() / betas.firstCorrection(cohort.steps()),
                Math.sqrt(betas.secondCorrection(cohort.steps())),
                delta,
                wdRatio,
                nesterov,
                caution);
    }
}
