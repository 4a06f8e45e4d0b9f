package io.github.timm4j.optim.rule;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent with momentum, {@code torch.optim.SGD}, in one fused native operator.
 *
 * @param momentum share of the last step that is kept, 0 for none
 * @param dampening share of the gradient that the momentum leaves out
 * @param nesterov whether to look ahead along the momentum
 * @param maximize whether to go up the gradient
 */
public record Sgd(double momentum, double dampening, boolean nesterov, boolean maximize) implements UpdateRule {
    /** The defaults of PyTorch. */
    public static final Sgd DEFAULTS = new Sgd(0, 0, false, false);

    private static final Kernel KERNEL = Kernel.all(
            "momentum_buffer",
            "lr: float, weight_decay: float, momentum: float, dampening: float, nesterov: bool, first: bool",
            """
            buffers = momentum_buffer
            if momentum == 0.:
                buffers = annotate(List[Tensor], [])
            torch._fused_sgd_(p, g, buffers, weight_decay=weight_decay, momentum=momentum, lr=lr,
                dampening=dampening, nesterov=nesterov, maximize=maximize, is_first_step=first)
            """);

    /** Checks the ranges. */
    public Sgd {
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
        cohort.run(KERNEL, cohort.lr(), cohort.weightDecay(), momentum, dampening, nesterov, cohort.fresh());
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach", "differentiable", "fused");
    }
}
