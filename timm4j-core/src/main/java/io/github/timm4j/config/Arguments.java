package io.github.timm4j.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Named values under timm's own names, as {@code model_args} of the hub or {@code --model-kwargs} of a command line give them;
 * {@code RecordBinder} turns them into typed configuration.
 *
 * @param values name to value: numbers, booleans, strings, lists, nested maps or null
 */
public record Arguments(Map<String, @Nullable Object> values) {
    /** No arguments. */
    public static final Arguments NONE = new Arguments(Map.of());

    /** Keeps an immutable copy in the given order. */
    public Arguments {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * One argument.
     *
     * @param name timm's name
     * @param value its value
     * @return the arguments
     */
    public static Arguments of(String name, @Nullable Object value) {
        return NONE.with(name, value);
    }

    /**
     * These arguments and one more, which replaces a former value of its name.
     *
     * @param name timm's name
     * @param value its value
     * @return a changed copy
     */
    public Arguments with(String name, @Nullable Object value) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(values);
        changed.put(name, value);
        return new Arguments(changed);
    }

    /**
     * These arguments overlaid with others.
     *
     * @param others win where both name a value
     * @return the union
     */
    public Arguments with(Arguments others) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(values);
        changed.putAll(others.values());
        return new Arguments(changed);
    }

    /**
     * Tells whether there are none.
     *
     * @return true where empty
     */
    public boolean isEmpty() {
        return values.isEmpty();
    }
}
