package io.github.timm4j.optim;

import ai.djl.nn.Parameter;
import io.github.timm4j.config.Arguments;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that are optimized with the same settings.
 *
 * @param parameters by name, in order
 * @param settings what differs from the optimizer's own settings, under timm's names: {@code lr}, {@code weight_decay},
 *     {@code lr_scale}, {@code use_fallback} and those of the optimizer
 */
public record ParameterGroup(Map<String, Parameter> parameters, Arguments settings) {
    /** Copies the map. */
    public ParameterGroup {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /**
     * A group with the optimizer's settings.
     *
     * @param parameters by name, in order
     * @return the group
     */
    public static ParameterGroup of(Map<String, Parameter> parameters) {
        return new ParameterGroup(parameters, Arguments.NONE);
    }

    /**
     * A group with one more setting.
     *
     * @param name timm's name
     * @param value its value
     * @return a changed copy
     */
    public ParameterGroup with(String name, @Nullable Object value) {
        return new ParameterGroup(parameters, settings.with(name, value));
    }
}
