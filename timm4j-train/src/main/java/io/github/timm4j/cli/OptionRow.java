package io.github.timm4j.cli;

import io.github.timm4j.config.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One option of a command, as its table has it.
 *
 * @param names the spellings, the first is the main one; without dashes for a positional argument
 * @param words what its words mean
 * @param defaults words that count where nothing is given; none where timm has None or an empty text
 * @param choices the only words, empty for any
 * @param group heading in the help text
 * @param meaning a line of help
 * @param refused why the option cannot work here, null where it can
 * @param noted what is said when the option is given and has no effect here, null where it has
 */
record OptionRow(
        List<String> names,
        Words words,
        List<String> defaults,
        List<String> choices,
        String group,
        String meaning,
        @Nullable String refused,
        @Nullable String noted) {
    /**
     * How many words of which type.
     *
     * @param type of each
     * @param arity {@code 1}, {@code ?}, {@code *}, {@code +} or a number, as argparse has it
     * @param bare the word that stands for an option without one, null where a word is needed
     */
    record Words(OptionType type, String arity, @Nullable String bare) {
        boolean several() {
            return type != OptionType.PAIRS && !arity.equals("1") && !arity.equals("?");
        }
    }

    static OptionRow of(String name, Map<?, ?> row) {
        List<String> names = new ArrayList<>(List.of(name));
        names.addAll(texts(row.get("aliases")));
        OptionType type = OptionType.valueOf(String.valueOf(row.get("type")).toUpperCase(Locale.ROOT));
        Object arity = row.get("arity");
        return new OptionRow(
                names,
                new Words(type, arity == null ? "1" : arity.toString(), text(row.get("bare"))),
                texts(row.get("defaults")),
                texts(row.get("choices")),
                row.get("group") instanceof String group ? group : "",
                String.valueOf(row.get("meaning")),
                text(row.get("refused")),
                text(row.get("noted")));
    }

    /** The name of the value in timm's scripts and configuration files. */
    String key() {
        return names.get(0).replaceFirst("^-+", "").replace('-', '_');
    }

    boolean positional() {
        return !names.get(0).startsWith("-");
    }

    /** The value of words or of a plain value of a configuration file. */
    Object value(List<?> plain) {
        String option = names.get(0);
        if (words.type() == OptionType.PAIRS) {
            Arguments joined = Arguments.NONE;
            for (Object each : plain) {
                joined = joined.with((Arguments) words.type().value(option, each));
            }
            return joined.values();
        }
        List<Object> values = new ArrayList<>();
        for (Object each : plain) {
            checkChoice(String.valueOf(each));
            values.add(words.type().value(option, each));
        }
        if (words.several()) {
            checkCount(values.size());
            return values;
        }
        if (values.size() != 1) {
            throw new UsageException(option + ": expected one value, found " + plain);
        }
        return values.get(0);
    }

    private void checkChoice(String word) {
        if (!choices.isEmpty() && !choices.contains(word)) {
            throw new UsageException(
                    names.get(0) + ": expected one of " + String.join(", ", choices) + ", found '" + word + "'");
        }
    }

    private void checkCount(int count) {
        if (Character.isDigit(words.arity().charAt(0)) && count != Integer.parseInt(words.arity())) {
            throw new UsageException(names.get(0) + ": expected " + words.arity() + " values, found " + count);
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
