package io.github.timm4j.optim.rule;

import ai.djl.ndarray.types.Shape;
import io.github.timm4j.optim.rule.StateLayout.Kind;

/**
 * Layer-wise second moments (arXiv:1905.11286), {@code timm.optim.NvNovoGrad}: a gradient is divided by the running
 * norm of its whole tensor.
 *
 * @param betas decay of the averages of normalized gradient and squared norm
 * @param eps added to the denominator
 * @param gradAveraging whether a new gradient enters its average with weight 1 - beta, else 1
 * @param amsgrad whether to divide by the largest norm so far
 * @param decoupledDecay whether the weight decay acts on the parameter instead of the normalized gradient
 * @param correctedWeightDecay whether to scale a decoupled decay by the learning rate over its peak
 */
public record NvNovoGrad(
        Betas betas,
        double eps,
        boolean gradAveraging,
        boolean amsgrad,
        boolean decoupledDecay,
        boolean correctedWeightDecay)
        implements UpdateRule {
    /** The defaults of timm. */
    public static final NvNovoGrad DEFAULTS = new NvNovoGrad(Betas.of(0.95, 0.98), 1e-8, false, false, false, false);

    private static final Kernel KERNEL = Kernel.each(
            "exp_avg, exp_avg_sq, max_exp_avg_sq",
            "lr: float, decay: float, weight_decay: float, beta1: float, beta2: float, eps: float, "
                    + "averaging: bool, amsgrad: bool",
            """
            norm = g.pow(2).sum()
            if bool(exp_avg_sq == 0):
                exp_avg_sq.copy_(norm)
            else:
                exp_avg_sq.mul_(beta2).add_(norm, alpha=1. - beta2)
            second = exp_avg_sq
            if amsgrad:
                second = max_exp_avg_sq.copy_(torch.maximum(max_exp_avg_sq, exp_avg_sq))
            update = g / second.sqrt().add_(eps)
            if decay != 1.:
                p.mul_(decay)
            if weight_decay != 0.:
                update.add_(p, alpha=weight_decay)
            if averaging:
                update.mul_(1. - beta1)
            exp_avg.mul_(beta1).add_(update)
            p.add_(exp_avg, alpha=-lr)
            """);

    /** Checks the ranges. */
    public NvNovoGrad {
        Check.betas("NvNovoGrad", betas, 2);
        Check.nonNegative("eps", eps);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        StateLayout layout = new StateLayout().step(Kind.INT).zeros("exp_avg").zeros("exp_avg_sq", new Shape());
        return amsgrad ? layout.zeros("max_exp_avg_sq", new Shape()) : layout;
    }

    @Override
    public void update(Cohort cohort) {
        cohort.run(
                KERNEL,
                cohort.lr(),
                decoupledDecay ? cohort.decayFactor() : 1.0,
                decoupledDecay ? 0.0 : cohort.weightDecay(),
                betas.first(),
                betas.second(),
                eps,
                gradAveraging,
                amsgrad);
    }
}
