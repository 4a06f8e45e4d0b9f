package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Step sizes from running averages of squared gradients and steps (arXiv:1212.5701), {@code torch.optim.Adadelta}.
 *
 * @param rho decay of both averages
 * @param eps added under the roots
 * @param maximize whether to go up the gradient
 */
public record Adadelta(double rho, double eps, boolean maximize) implements UpdateRule {
    /** The defaults of PyTorch. */
    public static final Adadelta DEFAULTS = new Adadelta(0.9, 1e-6, false);

    private static final Kernel KERNEL =
            Kernel.each("square_avg, acc_delta", "lr: float, weight_decay: float, rho: float, eps: float", """
            if weight_decay != 0.:
                g = g.add(p, alpha=weight_decay)
            square_avg.mul_(rho).addcmul_(g, g, value=1. - rho)
            delta = acc_delta.add(eps).sqrt_().div_(square_avg.add(eps).sqrt_()).mul_(g)
            acc_delta.mul_(rho).addcmul_(delta, delta, value=1. - rho)
            p.add_(delta, alpha=-lr)
            """);

    /** Checks the ranges. */
    public Adadelta {
        Check.atMostOne("rho", rho);
        Check.nonNegative("eps", eps);
    }

    @Override
    public double defaultLearningRate() {
        return 1;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout().step(Kind.TENSOR).zeros("square_avg", "acc_delta");
    }

    @Override
    public void update(Cohort cohort) {
        cohort.run(KERNEL, cohort.lr(), cohort.weightDecay(), rho, eps);
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach", "capturable", "differentiable");
    }
}
