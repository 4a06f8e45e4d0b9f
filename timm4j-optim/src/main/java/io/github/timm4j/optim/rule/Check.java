package io.github.timm4j.optim.rule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Range checks of settings, and the settings that only Python's implementations have. */
final class Check {
    private Check() {}

    static void nonNegative(String name, double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException(name + " must be at least 0, found " + value);
        }
    }

    static void fraction(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be at least 0 and below 1, found " + value);
        }
    }

    static void atMostOne(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be between 0 and 1, found " + value);
        }
    }

    static void nesterov(boolean nesterov, double momentum, double dampening) {
        if (nesterov && (momentum <= 0 || dampening != 0)) {
            throw new IllegalArgumentException(
                    "Nesterov momentum needs a positive momentum and no dampening, found momentum " + momentum
                            + " and dampening " + dampening);
        }
    }

    static void betas(String rule, Betas betas, int count) {
        if (betas.values().size() != count) {
            throw new IllegalArgumentException(rule + " needs " + count + " betas, found " + betas.values());
        }
    }

    /** Python's switches between implementations: None for those that it decides itself, else False. */
    static Map<String, @Nullable Boolean> inert(String... names) {
        Map<String, @Nullable Boolean> settings = new LinkedHashMap<>();
        for (String name : names) {
            settings.put(name, name.equals("foreach") || name.equals("fused") ? null : Boolean.FALSE);
        }
        return Collections.unmodifiableMap(settings);
    }
}
