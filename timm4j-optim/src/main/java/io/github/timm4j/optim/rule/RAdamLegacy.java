package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;

/**
 * Rectified Adam as it was before PyTorch's own, {@code timm.optim.RAdamLegacy}: rectified from a length of 5 on,
 * weight decay always decoupled.
 *
 * @param betas decay of the averages of gradient and squared gradient
 * @param eps added to the denominator
 */
public record RAdamLegacy(Betas betas, double eps) implements UpdateRule {
    /** The defaults of timm. */
    public static final RAdamLegacy DEFAULTS = new RAdamLegacy(Betas.of(0.9, 0.999), 1e-8);

    /** Checks the ranges. */
    public RAdamLegacy {
        Check.betas("RAdamLegacy", betas, 2);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout().step(Kind.INT).fullPrecisionZeros("exp_avg", "exp_avg_sq");
    }

    @Override
    public void update(Cohort cohort) {
        double length = RAdam.averageLength(betas.second(), cohort.steps());
        boolean adaptive = length >= 5;
        double rectified = adaptive ? RAdam.rectification(betas.second(), cohort.steps(), length) : 1;
        cohort.run(
                RAdam.KERNEL,
                cohort.decayFactor(),
                0.0,
                betas.first(),
                betas.second(),
                eps,
                cohort.lr() * rectified / betas.firstCorrection(cohort.steps()),
                adaptive);
    }
}
