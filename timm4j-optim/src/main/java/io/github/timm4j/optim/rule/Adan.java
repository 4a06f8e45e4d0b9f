package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adaptive Nesterov momentum (arXiv:2208.06677), {@code timm.optim.Adan}.
 *
 * @param betas decay of the averages of gradient, gradient difference and squared look-ahead
 * @param eps added to the denominator
 * @param noProx whether the weight decay multiplies before the step instead of dividing after it
 * @param caution whether to drop components that disagree with the gradient
 */
public record Adan(Betas betas, double eps, boolean noProx, boolean caution) implements UpdateRule {
    /** The defaults of timm. */
    public static final Adan DEFAULTS = new Adan(Betas.of(0.98, 0.92, 0.99), 1e-8, false, false);

    private static final Kernel KERNEL = Kernel.each(
            "exp_avg, exp_avg_sq, exp_avg_diff, neg_pre_grad",
            "decay: float, beta1: float, beta2: float, beta3: float, eps: float, correction: float, "
                    + "step_size: float, diff_step_size: float, prox: bool, caution: bool, first: bool",
            """
            if first:
                neg_pre_grad.copy_(g).neg_()
            neg_pre_grad.add_(g)
            exp_avg.lerp_(g, 1. - beta1)
            exp_avg_diff.mul_(beta2).add_(neg_pre_grad, alpha=1. - beta2)
            neg_pre_grad.mul_(beta2).add_(g)
            exp_avg_sq.mul_(beta3).addcmul_(neg_pre_grad, neg_pre_grad, value=1. - beta3)
            denom = exp_avg_sq.sqrt().div_(correction).add_(eps)
            update = exp_avg
            if caution:
                update = self.cautious(exp_avg, g)
            if not prox:
                p.mul_(decay)
            p.addcdiv_(update, denom, value=-step_size)
            p.addcdiv_(exp_avg_diff, denom, value=-diff_step_size)
            if prox:
                p.div_(decay)
            neg_pre_grad.copy_(g).neg_()
            """);

    /** Checks the ranges. */
    public Adan {
        Check.betas("Adan", betas, 3);
        Check.nonNegative("eps", eps);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout().zeros("exp_avg", "exp_avg_sq", "exp_avg_diff", "neg_pre_grad");
    }

    @Override
    public List<Counter> groupCounters() {
        return List.of(new Counter("step", Kind.INT, false));
    }

    @Override
    public void update(Cohort cohort) {
        double step = cohort.steps();
        double decay = cohort.lr() * cohort.weightDecay();
        cohort.run(
                KERNEL,
                noProx ? 1 - decay : 1 + decay,
                betas.first(),
                betas.second(),
                betas.third(),
                eps,
                Math.sqrt(1 - Math.pow(betas.third(), step)),
                cohort.lr() / betas.firstCorrection(step),
                cohort.lr() * betas.second() / betas.secondCorrection(step),
                !noProx,
                caution,
                cohort.fresh() || step == 1);
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach");
    }
}
