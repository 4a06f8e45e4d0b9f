package io.github.timm4j.optim.rule;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Layer-wise adaptive rate scaling (arXiv:1708.03888), {@code timm.optim.Lars}; LARC with clipped ratios.
 *
 * @param momentum share of the last step that is kept, 0 for none
 * @param dampening share of the gradient that the momentum leaves out
 * @param nesterov whether to look ahead along the momentum
 * @param trustCoeff factor of the ratio of norms
 * @param eps added to the ratio's denominator
 * @param trustClip whether the ratio is at most the learning rate
 * @param alwaysAdapt whether parameters without weight decay follow the ratio too
 */
public record Lars(
        double momentum,
        double dampening,
        boolean nesterov,
        double trustCoeff,
        double eps,
        boolean trustClip,
        boolean alwaysAdapt)
        implements UpdateRule {
    /** The defaults of timm. */
    public static final Lars DEFAULTS = new Lars(0, 0, false, 0.001, 1e-8, false, false);

    private static final Kernel KERNEL = Kernel.each(
            "momentum_buffer",
            "lr: float, weight_decay: float, momentum: float, dampening: float, nesterov: bool, coefficient: float, "
                    + "eps: float, adapt: bool, trust_clip: bool, first: bool",
            """
            if adapt:
                weight_norm = p.norm()
                gradient_norm = g.norm()
                ratio = coefficient * weight_norm / (gradient_norm + weight_norm * weight_decay + eps)
                ratio = torch.where(torch.logical_and(weight_norm > 0, gradient_norm > 0), ratio, 1.)
                if trust_clip:
                    ratio = torch.clamp(ratio / lr, max=1.)
                g = g.add(p, alpha=weight_decay).mul_(ratio)
            if momentum != 0.:
                if first:
                    momentum_buffer.copy_(g)
                else:
                    momentum_buffer.mul_(momentum).add_(g, alpha=1. - dampening)
                if nesterov:
                    g = g.add(momentum_buffer, alpha=momentum)
                else:
                    g = momentum_buffer
            p.add_(g, alpha=-lr)
            """);

    /** Checks the ranges. */
    public Lars {
        Check.nonNegative("momentum", momentum);
        Check.nesterov(nesterov, momentum, dampening);
    }

    @Override
    public double defaultLearningRate() {
        return 1;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout().zerosIf(momentum != 0, "momentum_buffer");
    }

    @Override
    public void update(Cohort cohort) {
        cohort.run(
                KERNEL,
                cohort.lr(),
                cohort.weightDecay(),
                momentum,
                dampening,
                nesterov,
                trustCoeff,
                eps,
                cohort.weightDecay() != 0 || alwaysAdapt,
                trustClip,
                cohort.fresh());
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach");
    }
}
