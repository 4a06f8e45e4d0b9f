package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;
import io.github.timm4j.optim.rule.StateLayout.Scalar;

/**
 * Adam with Nesterov momentum as it was before PyTorch's own, {@code timm.optim.NAdamLegacy}: the momentum's product is
 * kept in double precision.
 *
 * @param betas decay of the averages of gradient and squared gradient
 * @param eps added to the denominator
 * @param scheduleDecay speed of the momentum schedule
 */
public record NAdamLegacy(Betas betas, double eps, double scheduleDecay) implements UpdateRule {
    /** The defaults of timm. */
    public static final NAdamLegacy DEFAULTS = new NAdamLegacy(Betas.of(0.9, 0.999), 1e-8, 4e-3);

    /** Checks the ranges. */
    public NAdamLegacy {
        Check.betas("NAdamLegacy", betas, 2);
    }

    @Override
    public double defaultLearningRate() {
        return 2e-3;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout()
                .step(Kind.INT)
                .scalar("m_schedule", new Scalar(Kind.FLOAT, 1, false))
                .zeros("exp_avg", "exp_avg_sq");
    }

    @Override
    public void update(Cohort cohort) {
        double mu = NAdam.momentum(betas.first(), cohort.steps(), scheduleDecay);
        double next = NAdam.momentum(betas.first(), cohort.steps() + 1, scheduleDecay);
        double product = cohort.scalar("m_schedule") * mu;
        cohort.scalar("m_schedule", product);
        cohort.run(
                NAdam.KERNEL,
                1.0,
                cohort.weightDecay(),
                betas.first(),
                betas.second(),
                eps,
                betas.secondCorrection(cohort.steps()),
                cohort.lr() * (1 - mu) / (1 - product),
                cohort.lr() * next / (1 - product * next));
    }
}
