package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adam that divides by the gradient's deviation from its average (arXiv:2010.07468), {@code timm.optim.AdaBelief}.
 *
 * @param betas decay of the averages of gradient and squared deviation
 * @param eps added to the denominator, and to the average at each step
 * @param amsgrad whether to divide by the largest average so far
 * @param decoupledDecay whether the weight decay acts on the parameter instead of the gradient
 * @param fixedDecay whether a decoupled decay ignores the learning rate
 * @param rectify whether to rectify the variance as RAdam does
 * @param degeneratedToSgd whether to step without denominator while the variance cannot be rectified, else not at all
 */
public record AdaBelief(
        Betas betas,
        double eps,
        boolean amsgrad,
        boolean decoupledDecay,
        boolean fixedDecay,
        boolean rectify,
        boolean degeneratedToSgd)
        implements UpdateRule {
    /** The defaults of timm. */
    public static final AdaBelief DEFAULTS = new AdaBelief(Betas.of(0.9, 0.999), 1e-16, false, true, false, true, true);

    private static final Kernel KERNEL = Kernel.each(
            "exp_avg, exp_avg_var, max_exp_avg_var",
            "decay: float, weight_decay: float, beta1: float, beta2: float, eps: float, step_size: float, "
                    + "correction: float, amsgrad: bool, mode: int",
            """
            p32 = self.full(p)
            g = self.full(g)
            if decay != 1.:
                p32.mul_(decay)
            if weight_decay != 0.:
                g = g.add(p32, alpha=weight_decay)
            exp_avg.lerp_(g, 1. - beta1)
            residual = g - exp_avg
            exp_avg_var.mul_(beta2).addcmul_(residual, residual, value=1. - beta2).add_(eps)
            second = exp_avg_var
            if amsgrad:
                second = max_exp_avg_var.copy_(torch.maximum(max_exp_avg_var, exp_avg_var))
            if mode == 0:
                p32.addcdiv_(exp_avg, second.sqrt().div_(correction).add_(eps), value=-step_size)
            elif mode == 1:
                p32.addcdiv_(exp_avg, exp_avg_var.sqrt().add_(eps), value=-step_size)
            elif mode == 2:
                p32.add_(exp_avg, alpha=-step_size)
            p.copy_(p32)
            """);

    private static final int PLAIN = 0;
    private static final int RECTIFIED = 1;
    private static final int WITHOUT_DENOMINATOR = 2;
    private static final int NO_STEP = 3;

    /** Checks the ranges. */
    public AdaBelief {
        Check.betas("AdaBelief", betas, 2);
        Check.nonNegative("eps", eps);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        StateLayout layout = new StateLayout().step(Kind.INT).fullPrecisionZeros("exp_avg", "exp_avg_var");
        return amsgrad ? layout.fullPrecisionZeros("max_exp_avg_var") : layout;
    }

    @Override
    public void update(Cohort cohort) {
        double step = cohort.steps();
        double length = RAdam.averageLength(betas.second(), step);
        int mode = mode(length);
        double rectified = mode == RECTIFIED ? RAdam.rectification(betas.second(), step, length) : 1;
        cohort.run(
                KERNEL,
                decoupledDecay ? 1 - (fixedDecay ? 1 : cohort.lr()) * cohort.weightDecay() : 1.0,
                decoupledDecay ? 0.0 : cohort.weightDecay(),
                betas.first(),
                betas.second(),
                eps,
                cohort.lr() * rectified / betas.firstCorrection(step),
                Math.sqrt(betas.secondCorrection(step)),
                amsgrad,
                mode);
    }

    private int mode(double length) {
        if (!rectify) {
            return PLAIN;
        }
        if (length >= 5) {
            return RECTIFIED;
        }
        return degeneratedToSgd ? WITHOUT_DENOMINATOR : NO_STEP;
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach");
    }
}
