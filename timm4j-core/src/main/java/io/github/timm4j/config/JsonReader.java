package io.github.timm4j.config;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON into plain values by the rules of Python's {@code json.load}: ordered maps whose last duplicate wins, whole
 * numbers as Integer, Long or BigInteger, others as Double, NaN and Infinity allowed.
 *
 * <p>Own code because the tables of pretrained weights are read whenever a model is made, and a cold JVM spends about 50 ms on
 * the first parser of a general library before it reads anything.
 */
final class JsonReader {
    private static final int DEEPEST = 512;

    private final String text;
    private int at;
    private int depth;
    private int backslash; // the next one from some string on, -1 for none

    private JsonReader(String text) {
        this.text = text;
        this.backslash = text.indexOf('\\');
    }

    static @Nullable Object read(byte[] utf8) throws IOException {
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
            } catch (CharacterCodingException e) {
                throw new IOException("the text is not UTF-8", e);
            }
        }
        return read(text);
    }

    /** Reads one document. */
    static @Nullable Object read(String text) throws IOException {
        JsonReader reader = new JsonReader(text);
        reader.skipSpace();
        Object value = reader.value();
        reader.skipSpace();
        if (reader.at < text.length()) {
            throw reader.malformed("the end");
        }
        return value;
    }

    private @Nullable Object value() throws IOException {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            case 'N' -> word("NaN", Double.NaN);
            case 'I' -> word("Infinity", Double.POSITIVE_INFINITY);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (boolean more = open('}'); more; more = comma('}')) {
            if (peek() != '"') {
                throw malformed("a name in quotation marks");
            }
            String name = string();
            skipSpace();
            if (peek() != ':') {
                throw malformed("a colon");
            }
            at++;
            skipSpace();
            map.put(name, value());
        }
        return map;
    }

    private List<@Nullable Object> array() throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        for (boolean more = open(']'); more; more = comma(']')) {
            list.add(value());
        }
        return list;
    }

    /** Passes an opening bracket; false where the closing one follows at once. */
    private boolean open(char close) throws IOException {
        if (++depth > DEEPEST) {
            throw malformed("at most " + DEEPEST + " levels");
        }
        at++;
        skipSpace();
        return !closes(close);
    }

    /** Passes what separates two items; false where the closing bracket comes instead. */
    private boolean comma(char close) throws IOException {
        skipSpace();
        if (closes(close)) {
            return false;
        }
        if (peek() != ',') {
            throw malformed("a comma or " + close);
        }
        at++;
        skipSpace();
        return true;
    }

    private boolean closes(char close) throws IOException {
        if (peek() != close) {
            return false;
        }
        at++;
        depth--;
        return true;
    }

    private String string() throws IOException {
        int start = ++at;
        int end = text.indexOf('"', start);
        if (backslash >= 0 && backslash < start) {
            backslash = text.indexOf('\\', start);
        }
        if (end < 0 || (backslash >= 0 && backslash < end)) {
            return escaped(start);
        }
        for (int i = start; i < end; i++) {
            if (text.charAt(i) < ' ') {
                at = i;
                throw malformed("no control character in a string");
            }
        }
        at = end + 1;
        return text.substring(start, end);
    }

    private String escaped(int start) throws IOException {
        StringBuilder out = new StringBuilder();
        at = start;
        while (true) {
            char c = peek();
            at++;
            if (c == '"') {
                return out.toString();
            }
            if (c < ' ') {
                throw malformed("no control character in a string");
            }
            out.append(c == '\\' ? escape() : c);
        }
    }

    private char escape() throws IOException {
        char c = peek();
        at++;
        int known = "\"\\/bfnrt".indexOf(c);
        if (known >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(known);
        }
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = c == 'u' ? Character.digit(peek(), 16) : -1;
            if (digit < 0) {
                throw malformed("an escape");
            }
            at++;
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private @Nullable Object word(String word, @Nullable Object value) throws IOException {
        if (!text.startsWith(word, at)) {
            throw malformed("a value");
        }
        at += word.length();
        return value;
    }

    private Object number() throws IOException {
        int start = at;
        if (peek() == '-') {
            at++;
            if (peek() == 'I') {
                word("Infinity", null);
                return Double.NEGATIVE_INFINITY;
            }
        }
        boolean zero = peek() == '0';
        int whole = digits();
        if (whole == 0 || (zero && whole > 1)) {
            throw malformed("a value");
        }
        int end = at;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            if (digits() == 0) {
                throw malformed("a digit");
            }
        }
        if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            if (digits() == 0) {
                throw malformed("a digit");
            }
        }
        String written = text.substring(start, at);
        return at == end ? integer(written) : (Object) Double.valueOf(written);
    }

    private int digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - start;
    }

    private static Object integer(String written) {
        if (written.length() < 10) {
            return Integer.valueOf(written);
        }
        BigInteger exact = new BigInteger(written);
        if (exact.bitLength() < Integer.SIZE) {
            return exact.intValue();
        }
        return exact.bitLength() < Long.SIZE ? (Object) exact.longValue() : exact;
    }

    private void skipSpace() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            if (" \n\r\t".indexOf(text.charAt(at)) < 0) {
                return;
            }
            at++;
        }
    }

    private char peek() throws IOException {
        if (at >= text.length()) {
            throw new IOException("the text ends at character " + at + ", inside a value");
        }
        return text.charAt(at);
    }

    private IOException malformed(String expected) {
        String found = at < text.length() ? text.substring(at, Math.min(text.length(), at + 20)) : "the end";
        return new IOException("expected " + expected + " at character " + at + ", found " + found);
    }
}
