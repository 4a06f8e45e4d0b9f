package io.github.timm4j.train.task;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measured values by name, in order: {@code loss}, {@code top1}, {@code top5} or, with several labels a sample, {@code map}
 * and F1 scores. All but the loss are percentages.
 *
 * @param values by name
 */
public record Metrics(Map<String, Double> values) {
    /** Nothing measured. */
    public static final Metrics NONE = new Metrics(Map.of());

    /** Copies the values in their order. */
    public Metrics {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * One value.
     *
     * @param name such as {@code top1}
     * @return the value
     * @throws IllegalArgumentException where it was not measured; the message lists what was
     */
    public double get(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "no metric '" + name + "' was measured; there are " + String.join(", ", values.keySet()));
        }
        return value;
    }

    /**
     * Tells whether a value was measured.
     *
     * @param name such as {@code top1}
     * @return true if so
     */
    public boolean has(String name) {
        return values.containsKey(name);
    }
}
