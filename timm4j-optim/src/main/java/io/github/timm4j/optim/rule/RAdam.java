package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adam with rectified variance (arXiv:1908.03265), {@code torch.optim.RAdam}.
 *
 * @param betas decay of the averages of gradient and squared gradient
 * @param eps added to the denominator
 * @param decoupledWeightDecay whether the weight decay acts on the parameter instead of the gradient
 * @param maximize whether to go up the gradient
 */
public record RAdam(Betas betas, double eps, boolean decoupledWeightDecay, boolean maximize) implements UpdateRule {
    /** The defaults of PyTorch. */
    public static final RAdam DEFAULTS = new RAdam(Betas.of(0.9, 0.999), 1e-8, false, false);

    /** The kernel, which the legacy rule shares. */
    static final Kernel KERNEL = Kernel.each(
            "exp_avg, exp_avg_sq",
            "decay: float, weight_decay: float, beta1: float, beta2: float, eps: float, step_size: float, "
                    + "adaptive: bool",
            """
            p32 = self.full(p)
            g = self.full(g)
            if decay != 1.:
                p32.mul_(decay)
            if weight_decay != 0.:
                g = g.add(p32, alpha=weight_decay)
            exp_avg.lerp_(g, 1. - beta1)
            exp_avg_sq.mul_(beta2).addcmul_(g, g, value=1. - beta2)
            if adaptive:
                p32.addcdiv_(exp_avg, exp_avg_sq.sqrt().add_(eps), value=-step_size)
            else:
                p32.add_(exp_avg, alpha=-step_size)
            p.copy_(p32)
            """);

    /** Checks the ranges. */
    public RAdam {
        Check.betas("RAdam", betas, 2);
        Check.nonNegative("eps", eps);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout().step(Kind.TENSOR).fullPrecisionZeros("exp_avg", "exp_avg_sq");
    }

    @Override
    public void update(Cohort cohort) {
        double length = averageLength(betas.second(), cohort.steps());
        boolean adaptive = length > 5;
        double rectified = adaptive ? rectification(betas.second(), cohort.steps(), length) : 1;
        cohort.run(
                KERNEL,
                decoupledWeightDecay ? cohort.decayFactor() : 1.0,
                decoupledWeightDecay ? 0.0 : cohort.weightDecay(),
                betas.first(),
                betas.second(),
                eps,
                cohort.lr() * rectified / betas.firstCorrection(cohort.steps()),
                adaptive);
    }

    /** Length of the simple moving average that an exponential one amounts to after some steps. */
    static double averageLength(double beta, double step) {
        double power = Math.pow(beta, step);
        return limit(beta) - 2 * step * power / (1 - power);
    }

    /** Factor of the step size that makes up for the variance of the squared average. */
    static double rectification(double beta, double step, double length) {
        double limit = limit(beta);
        return Math.sqrt((1 - Math.pow(beta, step))
                * ((length - 4) / (limit - 4))
                * ((length - 2) / length)
                * (limit / (limit - 2)));
    }

    private static double limit(double beta) {
        return 2 / (1 - beta) - 1;
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach", "capturable", "differentiable");
    }
}
