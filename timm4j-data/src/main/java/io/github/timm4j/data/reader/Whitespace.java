package io.github.timm4j.data.reader;

/** Blank characters as Python sees them. */
final class Whitespace {
    private Whitespace() {}

    /** Cuts them off at both ends; no-break spaces go too. */
    static String strip(String line) {
        int from = 0;
        int to = line.length();
        while (from < to && isSpace(line.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(line.charAt(to - 1))) {
            to--;
        }
        return line.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}
