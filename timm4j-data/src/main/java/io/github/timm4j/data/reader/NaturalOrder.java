package io.github.timm4j.data.reader;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Text order with numbers by value and without regard to case: {@code img2} before {@code IMG10}. */
public final class NaturalOrder implements Comparator<String> {
    /** The order. */
    public static final NaturalOrder INSTANCE = new NaturalOrder();

    private record Keyed<T>(String key, T item) {}

    private NaturalOrder() {}

    /**
     * Sorts by a text, keeping the order of equal ones.
     *
     * @param items to sort
     * @param text of an item
     * @param <T> kind of item
     * @return a new list
     */
    public static <T> List<T> sort(List<T> items, Function<? super T, String> text) {
        return items.stream()
                .map(item -> new Keyed<>(text.apply(item).toLowerCase(Locale.ROOT), item))
                .sorted((a, b) -> compareLower(a.key, b.key))
                .map(Keyed::item)
                .collect(Collectors.toList());
    }

    @Override
    public int compare(String a, String b) {
        return compareLower(a.toLowerCase(Locale.ROOT), b.toLowerCase(Locale.ROOT));
    }

    /** Compares a run of text, then a run of digits, and so on; of equal runs the text that ends is the smaller. */
    private static int compareLower(String a, String b) {
        int i = 0;
        int j = 0;
        while (true) {
            int textA = runEnd(a, i, false);
            int textB = runEnd(b, j, false);
            int order = compareText(a, i, textA, b, j, textB);
            if (order != 0 || textA == a.length() || textB == b.length()) {
                return order != 0 ? order : Boolean.compare(textA < a.length(), textB < b.length());
            }
            i = runEnd(a, textA, true);
            j = runEnd(b, textB, true);
            order = compareDigits(a, textA, i, b, textB, j);
            if (order != 0) {
                return order;
            }
        }
    }

    private static int runEnd(String text, int from, boolean digits) {
        int i = from;
        while (i < text.length() && Character.isDigit(text.codePointAt(i)) == digits) {
            i += Character.charCount(text.codePointAt(i));
        }
        return i;
    }

    private static int compareText(String a, int fromA, int toA, String b, int fromB, int toB) {
        int i = fromA;
        int j = fromB;
        while (i < toA && j < toB) {
            int x = a.codePointAt(i);
            int y = b.codePointAt(j);
            if (x != y) {
                return Integer.compare(x, y);
            }
            i += Character.charCount(x);
            j += Character.charCount(y);
        }
        return Boolean.compare(i < toA, j < toB);
    }

    private static int compareDigits(String a, int fromA, int toA, String b, int fromB, int toB) {
        int[] x = significant(a, fromA, toA);
        int[] y = significant(b, fromB, toB);
        return x.length != y.length ? Integer.compare(x.length, y.length) : Arrays.compare(x, y);
    }

    private static int[] significant(String text, int from, int to) {
        return text.substring(from, to)
                .codePoints()
                .map(c -> Character.digit(c, 10))
                .dropWhile(d -> d == 0)
                .toArray();
    }
}
