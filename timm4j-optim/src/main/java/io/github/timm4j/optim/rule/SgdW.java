package io.github.timm4j.optim.rule;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent with decoupled weight decay, {@code timm.optim.SGDW}.
 *
 * @param momentum share of the last step that is kept, 0 for none
 * @param dampening share of the gradient that the momentum leaves out
 * @param nesterov whether to look ahead along the momentum
 * @param caution whether to drop components that disagree with the gradient
 * @param correctedWeightDecay whether to scale the decay by the learning rate over its peak
 * @param maximize whether to go up the gradient
 */
public record SgdW(
        double momentum,
        double dampening,
        boolean nesterov,
        boolean caution,
        boolean correctedWeightDecay,
        boolean maximize)
        implements UpdateRule {
    /** The defaults of timm. */
    public static final SgdW DEFAULTS = new SgdW(0, 0, false, false, false, false);

    private static final Kernel KERNEL = Kernel.each(
            "momentum_buffer",
            "lr: float, decay: float, momentum: float, dampening: float, nesterov: bool, caution: bool, first: bool",
            """
            if decay != 1.:
                p.mul_(decay)
            step = g
            if momentum != 0.:
                if first:
                    momentum_buffer.copy_(g)
                else:
                    momentum_buffer.mul_(momentum).add_(g, alpha=1. - dampening)
                step = momentum_buffer
                if nesterov:
                    step = g.add(momentum_buffer, alpha=momentum)
                if caution:
                    step = self.cautious(step, g)
            p.add_(step, alpha=-lr)
            """);

    /** Checks the ranges. */
    public SgdW {
        Check.nonNegative("momentum", momentum);
        Check.nesterov(nesterov, momentum, dampening);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout().zerosIf(momentum != 0, "momentum_buffer");
    }

    @Override
    public void update(Cohort cohort) {
        cohort.run(KERNEL, cohort.lr(), cohort.decayFactor(), momentum, dampening, nesterov, caution, cohort.fresh());
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach", "differentiable");
    }
}
