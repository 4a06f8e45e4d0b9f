package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Root mean square propagation (Hinton, lecture 6), {@code torch.optim.RMSprop}.
 *
 * @param alpha decay of the average of squared gradients
 * @param eps added to the denominator
 * @param momentum share of the last step that is kept, 0 for none
 * @param centered whether to divide by the variance instead of the mean square
 * @param maximize whether to go up the gradient
 */
public record RmsProp(double alpha, double eps, double momentum, boolean centered, boolean maximize)
        implements UpdateRule {
    /** The defaults of PyTorch. */
    public static final RmsProp DEFAULTS = new RmsProp(0.99, 1e-8, 0, false, false);

    private static final Kernel KERNEL = Kernel.each(
            "square_avg, grad_avg, momentum_buffer",
            "lr: float, weight_decay: float, alpha: float, eps: float, momentum: float, centered: bool",
            """
            if weight_decay != 0.:
                g = g.add(p, alpha=weight_decay)
            square_avg.mul_(alpha).addcmul_(g, g, value=1. - alpha)
            if centered:
                grad_avg.lerp_(g, 1. - alpha)
                root = square_avg.addcmul(grad_avg, grad_avg, value=-1.).sqrt_()
            else:
                root = square_avg.sqrt()
            root.add_(eps)
            if momentum > 0.:
                momentum_buffer.mul_(momentum).addcdiv_(g, root)
                p.add_(momentum_buffer, alpha=-lr)
            else:
                p.addcdiv_(g, root, value=-lr)
            """);

    /** Checks the ranges. */
    public RmsProp {
        Check.nonNegative("alpha", alpha);
        Check.nonNegative("eps", eps);
        Check.nonNegative("momentum", momentum);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-2;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout()
                .step(Kind.TENSOR)
                .zeros("square_avg")
                .zerosIf(momentum > 0, "momentum_buffer")
                .zerosIf(centered, "grad_avg");
    }

    @Override
    public void update(Cohort cohort) {
        cohort.run(KERNEL, cohort.lr(), cohort.weightDecay(), alpha, eps, momentum, centered);
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach", "capturable", "differentiable");
    }
}
