package io.github.timm4j.registry;

import java.util.ArrayList;
import java.util.List;

/**
 * A shell pattern over whole names, case counts: {@code *} any text, {@code ?} one character, {@code [a-c_]} one of a
 * set, {@code [!a-c]} one outside it. The rules are those of Python's {@code fnmatch}.
 */
public final class Wildcard {
    private final List<Token> tokens = new ArrayList<>();

    /** One part of a pattern: characters in or outside of ranges, or any text. */
    private record Token(boolean anyText, boolean negated, String ranges) {
        static final Token ANY_TEXT = new Token(true, false, "");
        static final Token ANY_CHARACTER = new Token(false, true, "");

        static Token literal(char c) {
            return new Token(false, false, "" + c + c);
        }

        boolean accepts(char c) {
            for (int i = 0; i < ranges.length(); i += 2) {
                if (ranges.charAt(i) <= c && c <= ranges.charAt(i + 1)) {
                    return !negated;
                }
            }
            return negated;
        }
    }

    /**
     * Reads a pattern.
     *
     * @param pattern the pattern; an opening bracket without a closing one is an ordinary character
     */
    public Wildcard(String pattern) {
        int at = 0;
        while (at < pattern.length()) {
            at = parse(pattern, at);
        }
    }

    /**
     * Compares a name with the pattern.
     *
     * @param name the whole name
     * @return true where it matches
     */
    public boolean matches(String name) {
        int at = 0;
        int token = 0;
        int starToken = -1;
        int starAt = 0;
        while (at < name.length()) {
            if (token < tokens.size() && tokens.get(token).anyText()) {
                starToken = token++;
                starAt = at;
            } else if (token < tokens.size() && tokens.get(token).accepts(name.charAt(at))) {
                token++;
                at++;
            } else if (starToken >= 0) {
                token = starToken + 1;
                at = ++starAt;
            } else {
                return false;
            }
        }
        while (token < tokens.size() && tokens.get(token).anyText()) {
            token++;
        }
        return token == tokens.size();
    }

    /** Reads one part and returns where the next begins. */
    private int parse(String pattern, int at) {
        char c = pattern.charAt(at);
        if (c == '[') {
            int end = setEnd(pattern, at + 1);
            if (end > 0) {
                tokens.add(set(pattern.substring(at + 1, end)));
                return end + 1;
            }
        }
        tokens.add(c == '*' ? Token.ANY_TEXT : c == '?' ? Token.ANY_CHARACTER : Token.literal(c));
        return at + 1;
    }

    /** The index of the closing bracket, or -1 where the opening one is an ordinary character. */
    private static int setEnd(String pattern, int start) {
        int at = start;
        if (at < pattern.length() && pattern.charAt(at) == '!') {
            at++;
        }
        return pattern.indexOf(']', at + 1);
    }

    private static Token set(String inside) {
        boolean negated = inside.startsWith("!");
        StringBuilder ranges = new StringBuilder();
        int at = negated ? 1 : 0;
        while (at < inside.length()) {
            char low = inside.charAt(at);
            boolean isRange = at + 2 < inside.length() && inside.charAt(at + 1) == '-';
            // a range that runs backwards holds nothing: no character lies between its ends
            ranges.append(low).append(isRange ? inside.charAt(at + 2) : low);
            at += isRange ? 3 : 1;
        }
        return new Token(false, negated, ranges.toString());
    }
}
