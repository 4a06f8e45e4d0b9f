package io.github.timm4j.optim.rule;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sign of an evolved momentum (arXiv:2302.06675), {@code timm.optim.Lion}.
 *
 * @param betas weights of the momentum in the step and in its own update
 * @param caution whether to drop components that disagree with the gradient
 * @param correctedWeightDecay whether to scale the decay by the learning rate over its peak
 * @param maximize whether to go up the gradient
 */
public record Lion(Betas betas, boolean caution, boolean correctedWeightDecay, boolean maximize) implements UpdateRule {
    /** The defaults of timm. */
    public static final Lion DEFAULTS = new Lion(Betas.of(0.9, 0.99), false, false, false);

    private static final Kernel KERNEL =
            Kernel.each("exp_avg", "lr: float, decay: float, beta1: float, beta2: float, caution: bool", """
            if decay != 1.:
                p.mul_(decay)
            update = exp_avg.lerp(g, 1. - beta1).sign_()
            if caution:
                update = self.cautious(update, g)
            p.add_(update, alpha=-lr)
            exp_avg.lerp_(g, 1. - beta2)
            """);

    /** Checks the ranges. */
    public Lion {
        Check.betas("Lion", betas, 2);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-4;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout().zeros("exp_avg");
    }

    @Override
    public void update(Cohort cohort) {
        cohort.run(KERNEL, cohort.lr(), cohort.decayFactor(), betas.first(), betas.second(), caution);
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach");
    }
}
