package io.github.timm4j.optim.rule;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adam with Nesterov momentum and decoupled weight decay (arXiv:1910.05446, table 1), {@code timm.optim.NAdamW}.
 *
 * @param betas decay of the averages of gradient and squared gradient
 * @param eps added to the denominator
 * @param caution whether to drop components that disagree with the gradient
 * @param correctedWeightDecay whether to scale the decay by the learning rate over its peak
 * @param maximize whether to go up the gradient
 * @param clippingThreshold largest root mean square of an update, or null
 */
public record NAdamW(
        Betas betas,
        double eps,
        boolean caution,
        boolean correctedWeightDecay,
        boolean maximize,
        @Nullable Double clippingThreshold)
        implements UpdateRule {
    /** The defaults of timm. */
    public static final NAdamW DEFAULTS = new NAdamW(Betas.of(0.9, 0.999), 1e-8, false, false, false, null);

    /** Checks the ranges. */
    public NAdamW {
        Check.betas("NAdamW", betas, 2);
        Check.nonNegative("eps", eps);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public double defaultWeightDecay() {
        return 1e-2;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return adamW().layout(parameter);
    }

    @Override
    public void update(Cohort cohort) {
        adamW().update(cohort, cohort.lr(), true);
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return adamW().inertSettings();
    }

    private AdamWLegacy adamW() {
        return new AdamWLegacy(betas, eps, false, caution, correctedWeightDecay, maximize, clippingThreshold);
    }
}
