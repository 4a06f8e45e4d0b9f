package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adam with the infinity norm (arXiv:1412.6980, section 7), {@code torch.optim.Adamax}.
 *
 * @param betas decay of the gradient's average and of the norm
 * @param eps added to the gradient's magnitude
 * @param maximize whether to go up the gradient
 */
public record Adamax(Betas betas, double eps, boolean maximize) implements UpdateRule {
    /** The defaults of PyTorch. */
    public static final Adamax DEFAULTS = new Adamax(Betas.of(0.9, 0.999), 1e-8, false);

    private static final Kernel KERNEL = Kernel.each(
            "exp_avg, exp_inf", "weight_decay: float, beta1: float, beta2: float, eps: float, step_size: float", """
            if weight_decay != 0.:
                g = g.add(p, alpha=weight_decay)
            exp_avg.lerp_(g, 1. - beta1)
            exp_inf.copy_(torch.maximum(exp_inf.mul_(beta2), g.abs().add_(eps)))
            p.addcdiv_(exp_avg, exp_inf, value=-step_size)
            """);

    /** Checks the ranges. */
    public Adamax {
        Check.betas("Adamax", betas, 2);
        Check.nonNegative("eps", eps);
    }

    @Override
    public double defaultLearningRate() {
        return 2e-3;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout().step(Kind.TENSOR).zeros("exp_avg", "exp_inf");
    }

    @Override
    public void update(Cohort cohort) {
        double stepSize = cohort.lr() / betas.firstCorrection(cohort.steps());
        cohort.run(KERNEL, cohort.weightDecay(), betas.first(), betas.second(), eps, stepSize);
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach", "differentiable", "capturable");
    }
}
