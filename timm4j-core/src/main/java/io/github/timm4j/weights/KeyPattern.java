package io.github.timm4j.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A piece of a key with {@code {n}} for numbers, and the text that takes its place. */
final class KeyPattern {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)(?:([+-])([0-9]+))?}");

    private final Pattern pattern;
    private final List<String> names = new ArrayList<>();

    private KeyPattern(String text, String before, String after) {
        StringBuilder regex = new StringBuilder(before);
        Matcher place = PLACE.matcher(text);
        int end = 0;
        while (place.find()) {
            if (place.group(2) != null || names.contains(place.group(1))) {
                throw new IllegalArgumentException("'" + text + "' computes or repeats the number " + place.group());
            }
            names.add(place.group(1));
            regex.append(Pattern.quote(text.substring(end, place.start()))).append("([0-9]{1,9})");
            end = place.end();
        }
        pattern = Pattern.compile(
                regex.append(Pattern.quote(text.substring(end))).append(after).toString());
    }

    /** Matches anywhere in a key; {@code ^} and {@code $} tie it to the ends. */
    static KeyPattern anywhere(String text) {
        boolean start = text.startsWith("^");
        boolean end = text.endsWith("$");
        String middle = text.substring(start ? 1 : 0, text.length() - (end ? 1 : 0));
        return new KeyPattern(middle, start ? "^" : "", end ? "$" : "");
    }

    /** Matches the beginning of a key up to a dot or the end. */
    static KeyPattern path(String text) {
        return new KeyPattern(text, "^", "(?=\\.|$)");
    }

    boolean find(String key) {
        return pattern.matcher(key).find();
    }

    /** Puts something in the place of every match, made from the numbers by name. */
    String replace(String key, Function<Map<String, Integer>, String> replacement) {
        return pattern.matcher(key).replaceAll(match -> {
            Map<String, Integer> numbers = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                numbers.put(names.get(i), Integer.valueOf(match.group(i + 1)));
            }
            return Matcher.quoteReplacement(replacement.apply(numbers));
        });
    }

    /** A replacement text in which {@code {n}}, {@code {n+1}} and {@code {n-1}} stand for numbers that were matched. */
    Function<Map<String, Integer>, String> template(String text) {
        Matcher place = PLACE.matcher(text);
        while (place.find()) {
            if (!names.contains(place.group(1))) {
                throw new IllegalArgumentException(
                        "'" + text + "' uses a number that is not matched: " + place.group());
            }
        }
        return numbers -> PLACE.matcher(text).replaceAll(found -> {
            int number = Objects.requireNonNull(numbers.get(found.group(1)));
            int shift = found.group(3) == null ? 0 : Integer.parseInt(found.group(3));
            return Integer.toString("-".equals(found.group(2)) ? number - shift : number + shift);
        });
    }
}
