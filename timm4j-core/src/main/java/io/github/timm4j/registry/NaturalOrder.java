package io.github.timm4j.registry;

import java.util.Comparator;

/** Orders names so that numbers count by value: {@code patch8} before {@code patch16}; upper and lower case are equal. */
public final class NaturalOrder implements Comparator<String> {
    /** The order. */
    public static final NaturalOrder INSTANCE = new NaturalOrder();

    private NaturalOrder() {}

    @Override
    public int compare(String a, String b) {
        return compareLower(lower(a), lower(b));
    }

    /** The only letter that becomes two; all others are made lower where they are compared. */
    private static String lower(String text) {
        return text.indexOf('\u0130') < 0 ? text : text.replace("\u0130", "i\u0307");
    }

    private static int compareLower(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            boolean digitA = isDigit(a.charAt(i));
            if (digitA != isDigit(b.charAt(j))) {
                // a number follows an empty or ended run of text, which comes before any other text
                return digitA ? -1 : 1;
            }
            if (digitA) {
                int endA = numberEnd(a, i);
                int endB = numberEnd(b, j);
                int order = compareNumbers(a, i, endA, b, j, endB);
                if (order != 0) {
                    return order;
                }
                i = endA;
                j = endB;
            } else {
                // by code points: letters beyond 16 bits come last
                int letterA = a.codePointAt(i);
                int letterB = b.codePointAt(j);
                int order = Character.toLowerCase(letterA) - Character.toLowerCase(letterB);
                if (order != 0) {
                    return order;
                }
                i += Character.charCount(letterA);
                j += Character.charCount(letterB);
            }
        }
        return Boolean.compare(i < a.length(), j < b.length());
    }

    private static boolean isDigit(char c) {
        return Character.isDigit(c);
    }

    private static int numberEnd(String text, int start) {
        int end = start;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int compareNumbers(String a, int fromA, int toA, String b, int fromB, int toB) {
        int i = skipZeros(a, fromA, toA);
        int j = skipZeros(b, fromB, toB);
        int order = (toA - i) - (toB - j);
        while (order == 0 && i < toA) {
            order = Character.digit(a.charAt(i++), 10) - Character.digit(b.charAt(j++), 10);
        }
        return order;
    }

    private static int skipZeros(String text, int from, int to) {
        int start = from;
        while (start < to - 1 && Character.digit(text.charAt(start), 10) == 0) {
            start++;
        }
        return start;
    }
}
