package io.github.timm4j.optim.rule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adam with decoupled weight decay (arXiv:1711.05101), {@code torch.optim.AdamW}, in one fused native operator.
 *
 * @param betas decay of the averages of gradient and squared gradient
 * @param eps added to the denominator
 * @param amsgrad whether to divide by the largest average so far
 * @param maximize whether to go up the gradient
 */
public record AdamW(Betas betas, double eps, boolean amsgrad, boolean maximize) implements UpdateRule {
    /** The defaults of PyTorch. */
    public static final AdamW DEFAULTS = new AdamW(Betas.of(0.9, 0.999), 1e-8, false, false);

    /** Checks the ranges. */
    public AdamW {
        Check.betas("AdamW", betas, 2);
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
        return adam().layout(parameter);
    }

    @Override
    public void update(Cohort cohort) {
        adam().update(cohort);
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        Map<String, @Nullable Boolean> settings = new LinkedHashMap<>(adam().inertSettings());
        settings.put("decoupled_weight_decay", true);
        return Collections.unmodifiableMap(settings);
    }

    private Adam adam() {
        return new Adam(betas, eps, amsgrad, true, maximize);
    }
}
