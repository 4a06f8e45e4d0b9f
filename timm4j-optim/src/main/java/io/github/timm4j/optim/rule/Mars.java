package io.github.timm4j.optim.rule;

import io.github.timm4j.config.Name;
import io.github.timm4j.optim.rule.StateLayout.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Variance-reduced gradients inside AdamW or Lion (arXiv:2411.10438), {@code timm.optim.Mars}.
 *
 * @param betas decay of the averages of reduced gradient and its square
 * @param eps added to the denominator
 * @param gamma strength of the reduction
 * @param marsType the rule inside
 * @param optimize1d whether parameters of one dimension are reduced too, else they follow AdamW
 * @param lr1dFactor factor of the learning rate of those
 * @param betas1d their decay rates, or null for {@code betas}
 * @param caution whether to drop components that disagree with the gradient
 */
public record Mars(
        Betas betas,
        double eps,
        double gamma,
        Type marsType,
        @Name("optimize_1d") boolean optimize1d,
        @Name("lr_1d_factor") double lr1dFactor,
        @Name("betas_1d") @Nullable Betas betas1d,
        boolean caution)
        implements UpdateRule {
    /** The defaults of timm. */
    public static final Mars DEFAULTS = new Mars(Betas.of(0.9, 0.99), 1e-8, 0.025, Type.ADAMW, false, 1, null, false);

    private static final Kernel REDUCED = Kernel.each(
            "exp_avg, exp_avg_sq, last_grad",
            "lr: float, weight_decay: float, beta1: float, beta2: float, eps: float, gamma: float, first: float, "
                    + "second: float, lion: bool, caution: bool, fresh: bool",
            """
            c = g
            if not fresh:
                c = (g - last_grad).mul_(gamma * (beta1 / (1. - beta1))).add_(g)
            c = c / c.norm().clamp_(min=1.)
            exp_avg.mul_(beta1).add_(c, alpha=1. - beta1)
            update = exp_avg
            if caution:
                update = self.cautious(exp_avg, g)
            if lion:
                update = update.sign()
            else:
                exp_avg_sq.mul_(beta2).addcmul_(c, c, value=1. - beta2)
                update = (update / first).div_(exp_avg_sq.sqrt().div_(second).add_(eps))
            p.add_(update.add_(p, alpha=weight_decay), alpha=-lr)
            last_grad.copy_(g)
            """);

    private static final Kernel PLAIN = Kernel.each(
            "exp_avg, exp_avg_sq, last_grad",
            "lr: float, weight_decay: float, beta1: float, beta2: float, eps: float, first: float, second: float, "
                    + "caution: bool",
            """
            exp_avg.mul_(beta1).add_(g, alpha=1. - beta1)
            exp_avg_sq.mul_(beta2).addcmul_(g, g, value=1. - beta2)
            update = exp_avg
            if caution:
                update = self.cautious(exp_avg, g)
            update = (update / first).div_(exp_avg_sq.sqrt().div_(second).add_(eps))
            p.add_(update.add_(p, alpha=weight_decay), alpha=-lr)
            last_grad.copy_(g)
            """);

    /** The rule that uses the reduced gradients. */
    public enum Type {
        /** As AdamW does. */
        ADAMW,
        /** As Lion does. */
        LION
    }

    /** Checks the ranges. */
    public Mars {
        Check.betas("Mars", betas, 2);
        Check.nonNegative("eps", eps);
    }

    @Override
    public double defaultLearningRate() {
        return 3e-3;
    }

    @Override
    public Mars completed(boolean learningRateGiven) {
        Betas low = betas1d == null ? betas : betas1d;
        return new Mars(betas, eps, gamma, marsType, optimize1d, lr1dFactor, low, caution);
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout()
                .step(Kind.INT)
                .zeros("exp_avg", "last_grad", "exp_avg_sq")
                .constant("reduced", optimize1d || parameter.shape().dimension() >= 2 ? 1 : 0);
    }

    @Override
    public void update(Cohort cohort) {
        double step = cohort.steps();
        if (cohort.scalar("reduced") == 1) {
            cohort.run(
                    REDUCED,
                    cohort.lr(),
                    cohort.weightDecay(),
                    betas.first(),
                    betas.second(),
                    eps,
                    gamma,
                    betas.firstCorrection(step),
                    Math.sqrt(betas.secondCorrection(step)),
                    marsType == Type.LION,
                    caution,
                    step == 1);
        } else {
            Betas low = betas1d == null ? betas : betas1d;
            cohort.run(
                    PLAIN,
                    cohort.lr() * lr1dFactor,
                    cohort.weightDecay(),
                    low.first(),
                    low.second(),
                    eps,
                    low.firstCorrection(step),
                    Math.sqrt(low.secondCorrection(step)),
                    caution);
        }
    }
}
