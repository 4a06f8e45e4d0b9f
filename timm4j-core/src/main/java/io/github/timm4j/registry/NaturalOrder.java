package io.github.timm4j.registry;

import java.util.Comparator;
import java.util.Locale;

/** Orders names so that numbers count by value: {@code patch8} before {@code patch16}; upper and lower case are equal. */
final class NaturalOrder implements Comparator<String> {
    @Override
    public int compare(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int i = 0;
        int j = 0;
        while (true) {
            int textI = runEnd(a, i, false);
            int textJ = runEnd(b, j, false);
            int order = a.substring(i, textI).compareTo(b.substring(j, textJ));
            boolean endA = textI == a.length();
            boolean endB = textJ == b.length();
            if (order != 0 || endA || endB) {
                return order != 0 ? order : Boolean.compare(endB, endA);
            }
            i = runEnd(a, textI, true);
            j = runEnd(b, textJ, true);
            order = compareNumbers(a, textI, i, b, textJ, j);
            if (order != 0) {
                return order;
            }
        }
    }

    private static int runEnd(String text, int start, boolean digits) {
        int end = start;
        while (end < text.length() && isDigit(text.charAt(end)) == digits) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int compareNumbers(String a, int fromA, int toA, String b, int fromB, int toB) {
        int i = skipZeros(a, fromA, toA);
        int j = skipZeros(b, fromB, toB);
        int order = Integer.compare(toA - i, toB - j);
        return order != 0 ? order : a.substring(i, toA).compareTo(b.substring(j, toB));
    }

    private static int skipZeros(String text, int from, int to) {
        int start = from;
        while (start < to - 1 && text.charAt(start) == '0') {
            start++;
        }
        return start;
    }
}
