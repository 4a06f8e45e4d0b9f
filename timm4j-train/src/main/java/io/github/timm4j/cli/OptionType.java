package io.github.timm4j.cli;

import io.github.timm4j.config.Arguments;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What an option's words mean. */
enum OptionType {
    TEXT("text", word -> word),
    INTEGER("an integer", Integer::valueOf),
    NUMBER("a number", Double::valueOf),
    FLAG("true or false", OptionType::flag),
    PAIRS("key=value", PythonLiteral::pair);

    private final String form;
    private final Function<String, Object> reader;

    OptionType(String form, Function<String, Object> reader) {
        this.form = form;
        this.reader = reader;
    }

    /** The value of one plain value, be it a word or of a configuration file. */
    Object value(String option, Object plain) {
        if (this == PAIRS && plain instanceof Map<?, ?> map) {
            Arguments pairs = Arguments.NONE;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                pairs = pairs.with(String.valueOf(entry.getKey()), entry.getValue());
            }
            return pairs;
        }
        try {
            return reader.apply(String.valueOf(plain));
        } catch (NumberFormatException e) {
            throw new UsageException(option + ": expected " + form + ", found '" + plain + "'", e);
        }
    }

    private static Object flag(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true; // YAML 1.1, which Python reads
            case "false", "no", "off" -> false;
            default -> throw new NumberFormatException(word);
        };
    }
}
