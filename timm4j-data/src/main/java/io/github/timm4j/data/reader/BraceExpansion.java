package io.github.timm4j.data.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists in braces as shells expand them: {@code a{1,2}}, {@code a{000..123}}, {@code {a..e..2}}, nested; backslash
 * escapes.
 */
final class BraceExpansion {
    private static final Pattern NUMBERS = Pattern.compile("(-?\\d+)\\.\\.(-?\\d+)(?:\\.\\.-?(\\d+))?");
    private static final Pattern LETTERS = Pattern.compile("([A-Za-z])\\.\\.([A-Za-z])(?:\\.\\.-?(\\d+))?");
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int MAX = 200_000;

    private final String pattern;

    private BraceExpansion(String pattern) {
        this.pattern = pattern;
    }

    /**
     * Expands a pattern.
     *
     * @throws IllegalArgumentException where braces are unbalanced, or it means more than 200,000 names
     */
    static List<String> expand(String pattern) {
        return new BraceExpansion(pattern)
                .all(pattern).stream()
                        .map(name -> name.replaceAll("\\\\(.)", "$1"))
                        .toList();
    }

    private List<String> all(String text) {
        List<String> results = List.of("");
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '{' && depth++ == 0) {
                results = append(results, List.of(text.substring(start, i)));
                start = i + 1;
            } else if (c == '}' && --depth == 0) {
                results = append(results, expression(text.substring(start, i)));
                start = i + 1;
            }
            if (depth < 0) {
                break;
            }
        }
        if (depth != 0) {
            throw new IllegalArgumentException("unbalanced braces in " + pattern);
        }
        return append(results, List.of(text.substring(start)));
    }

    private List<String> append(List<String> heads, List<String> tails) {
        if ((long) heads.size() * tails.size() > MAX) {
            throw new IllegalArgumentException("more than " + MAX + " names in " + pattern);
        }
        List<String> results = new ArrayList<>();
        heads.forEach(head -> tails.forEach(tail -> results.add(head + tail)));
        return results;
    }

    private List<String> expression(String text) {
        Matcher numbers = NUMBERS.matcher(text);
        if (numbers.matches()) {
            return numbers(numbers);
        }
        Matcher letters = LETTERS.matcher(text);
        if (letters.matches()) {
            long from = ALPHABET.indexOf(letters.group(1));
            long to = ALPHABET.indexOf(letters.group(2));
            return range(from, to, letters.group(3)).stream()
                    .map(i -> ALPHABET.substring(i.intValue(), i.intValue() + 1))
                    .toList();
        }
        List<String> items = new ArrayList<>();
        int from = 0;
        for (int comma = comma(text, 0); comma >= 0; comma = comma(text, from)) {
            items.addAll(all(text.substring(from, comma)));
            from = comma + 1;
        }
        List<String> rest = all(text.substring(from));
        if (from == 0) {
            return rest.stream().map(item -> "{" + item + "}").toList();
        }
        items.addAll(rest);
        return items;
    }

    /** The next comma outside inner braces, or -1. */
    private static int comma(String text, int from) {
        int depth = 0;
        for (int i = from; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '\\' -> i++;
                case '{' -> depth++;
                case '}' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return -1;
    }

    private List<String> numbers(Matcher range) {
        String from = range.group(1);
        String to = range.group(2);
        boolean padded = isPadded(from) || isPadded(to);
        int width = padded ? Math.max(from.length(), to.length()) : 1;
        return range(Long.parseLong(from), Long.parseLong(to), range.group(3)).stream()
                .map(value -> String.format(Locale.ROOT, "%0" + width + "d", value))
                .toList();
    }

    private static boolean isPadded(String number) {
        return number.matches("-?0.+");
    }

    private List<Long> range(long from, long to, String stepText) {
        long step = stepText == null ? 1 : Math.max(1, Long.parseLong(stepText));
        if (Math.abs(to - from) / step > MAX) {
            throw new IllegalArgumentException("more than " + MAX + " names in " + pattern);
        }
        List<Long> values = new ArrayList<>();
        for (long value = from; from < to ? value <= to : value >= to; value += from < to ? step : -step) {
            values.add(value);
        }
        return values;
    }
}
