package io.github.timm4j.optim.rule;

/**
 * Stochastic gradient descent that removes radial steps (arXiv:2006.08217), {@code timm.optim.SGDP}.
 *
 * @param momentum share of the last step that is kept
 * @param dampening share of the gradient that the momentum leaves out
 * @param nesterov whether to look ahead along the momentum
 * @param eps guards divisions by a norm
 * @param delta threshold of the cosine below which a weight counts as scale-invariant
 * @param wdRatio factor of the weight decay of such weights
 * @param caution whether to drop components that disagree with the gradient
 */
public record SgdP(
        double momentum, double dampening, boolean nesterov, double eps, double delta, double wdRatio, boolean caution)
        implements UpdateRule {
    /** The defaults of timm, which has no default learning rate for it; 0.001 as for SGD. */
    public static final SgdP DEFAULTS = new SgdP(0, 0, false, 1e-8, 0.1, 0.1, false);

    private static final Kernel KERNEL = Kernel.each(
            "momentum",
            "lr: float, weight_decay: float, rate: float, dampening: float, nesterov: bool, eps: float, "
                    + "delta: float, ratio: float, caution: bool",
            """
            momentum.mul_(rate).add_(g, alpha=1. - dampening)
            update = momentum
            if nesterov:
                update = g.add(momentum, alpha=rate)
            update, invariant = self.projected(p, g, update, delta, eps, caution)
            if weight_decay != 0.:
                decay = weight_decay
                if invariant:
                    decay = weight_decay * ratio
                p.mul_(1. - lr * decay / (1. - rate))
            p.add_(update, alpha=-lr)
            """,
            Projection.FUNCTIONS);

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout().zeros("momentum");
    }

    @Override
    public void update(Cohort cohort) {
        cohort.run(
                KERNEL, cohort.lr(), cohort.weightDecay(), momentum, dampening, nesterov, eps, delta, wdRatio, caution);
    }
}
