package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;

/**
 * Momentumized, adaptive, dual averaged gradients (arXiv:2101.11075), {@code timm.optim.MADGRAD}.
 *
 * @param momentum share of the parameter that a step keeps, 0 for none
 * @param eps added to the denominator and to the learning rate
 * @param decoupledDecay whether the weight decay acts on the parameter instead of the gradient
 */
public record Madgrad(double momentum, double eps, boolean decoupledDecay) implements UpdateRule {
    /** The defaults of timm. */
    public static final Madgrad DEFAULTS = new Madgrad(0.9, 1e-6, false);

    private static final Kernel KERNEL = Kernel.each(
            "grad_sum_sq, s, x0",
            "decay: float, weight_decay: float, weight: float, eps: float, momentum: float, first: bool",
            """
            if momentum != 0. and first:
                x0.copy_(p)
            if decay != 1.:
                p.mul_(decay)
            if weight_decay != 0.:
                g = g.add(p, alpha=weight_decay)
            start = x0
            if momentum == 0.:
                start = p.addcdiv(s, grad_sum_sq.pow(1. / 3.).add_(eps))
            grad_sum_sq.addcmul_(g, g, value=weight)
            root = grad_sum_sq.pow(1. / 3.).add_(eps)
            s.add_(g, alpha=weight)
            target = start.addcdiv(s, root, value=-1.)
            if momentum == 0.:
                p.copy_(target)
            else:
                p.mul_(momentum).add_(target, alpha=1. - momentum)
            """);

    /** Checks the ranges. */
    public Madgrad {
        Check.fraction("momentum", momentum);
        Check.nonNegative("eps", eps);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-2;
    }

    @Override
    public boolean needsPositiveLearningRate() {
        return true;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout().step(Kind.INT).zeros("grad_sum_sq", "s").zerosIf(momentum != 0, "x0");
    }

    @Override
    public void update(Cohort cohort) {
        double weight = (cohort.lr() + eps) * Math.sqrt(cohort.steps());
        double decay = decoupledDecay ? cohort.decayFactor() : 1;
        double coupled = decoupledDecay ? 0 : cohort.weightDecay();
        cohort.run(KERNEL, decay, coupled, weight, eps, momentum, cohort.fresh());
    }
}
