package io.github.timm4j.cli;

import io.github.timm4j.config.Arguments;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command was asked to do: the line over the configuration file over the defaults, under timm's names.
 *
 * @param values all values; options without value and without default are missing
 * @param given those of the line and of the configuration file
 */
record Settings(Arguments values, Arguments given) {
    /** Text, null where it is missing or empty. */
    @Nullable
    String text(String key) {
        Object value = values.get(key);
        return value == null || value.toString().isEmpty() ? null : value.toString();
    }

    /** Text, empty where it is missing. */
    String word(String key) {
        Object value = values.get(key);
        return value == null ? "" : value.toString();
    }

    boolean flag(String key) {
        return values.get(key) instanceof Boolean flag && flag;
    }

    @Nullable
    Integer integer(String key) {
        return values.get(key) instanceof Integer number ? number : null;
    }

    int count(String key) {
        Integer number = integer(key);
        if (number == null) {
            throw new IllegalStateException("no default for " + key);
        }
        return number;
    }

    @Nullable
    Double number(String key) {
        return values.get(key) instanceof Double number ? number : null;
    }

    double amount(String key) {
        Double number = number(key);
        return number == null ? 0 : number;
    }

    /** Several numbers, null where they are missing. */
    @Nullable
    List<Double> numbers(String key) {
        return values.get(key) instanceof List<?> list
                ? list.stream().map(Double.class::cast).toList()
                : null;
    }

    /** Several integers, empty where they are missing. */
    List<Integer> integers(String key) {
        return values.get(key) instanceof List<?> list
                ? list.stream().map(Integer.class::cast).toList()
                : List.of();
    }

    /** Several words, empty where they are missing. */
    List<String> words(String key) {
        return values.get(key) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Named values, none where they are missing. */
    Arguments pairs(String key) {
        Arguments pairs = Arguments.NONE;
        if (values.get(key) instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                pairs = pairs.with(entry.getKey().toString(), entry.getValue());
            }
        }
        return pairs;
    }

    @Nullable
    Path path(String key) {
        String text = text(key);
        return text == null ? null : Path.of(text);
    }

    /** The same with another value. */
    Settings with(String key, Object value) {
        return new Settings(values.with(key, value), given.with(key, value));
    }
}
