package io.github.timm4j.config;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes plain values as Python's {@code json.dump(…, indent=2)} does, character for character. */
final class JsonWriter {
    private final StringBuilder out = new StringBuilder();

    private JsonWriter() {}

    static String write(@Nullable Object value) {
        JsonWriter json = new JsonWriter();
        json.append(value, "\n");
        return json.out.toString();
    }

    private void append(@Nullable Object value, String lineBreak) {
        if (value instanceof Map<?, ?> map) {
            appendAll('{', map.entrySet().iterator(), '}', lineBreak);
        } else if (value instanceof List<?> list) {
            appendAll('[', list.iterator(), ']', lineBreak);
        } else if (value instanceof Map.Entry<?, ?> entry) {
            quote(String.valueOf(entry.getKey()));
            out.append(": ");
            append(entry.getValue(), lineBreak);
        } else if (value instanceof CharSequence text) {
            quote(text);
        } else if (value instanceof Double || value instanceof Float) {
            out.append(number(((Number) value).doubleValue()));
        } else if (value == null || value instanceof Boolean || value instanceof Number) {
            out.append(value);
        } else {
            throw new IllegalArgumentException("a value of " + value.getClass().getName()
                    + " has no JSON form; give a boolean, number, text, list or map instead");
        }
    }

    private void appendAll(char open, Iterator<?> items, char close, String lineBreak) {
        out.append(open);
        if (items.hasNext()) {
            String inner = lineBreak + "  ";
            for (String separator = ""; items.hasNext(); separator = ",") {
                out.append(separator).append(inner);
                append(items.next(), inner);
            }
            out.append(lineBreak);
        }
        out.append(close);
    }

    private void quote(CharSequence text) {
        out.append('"');
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || c > '~') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        out.append((char) c);
                    }
                }
            }
        });
        out.append('"');
    }

    /** As Python writes it; what JSON has no form for is left to the reader to refuse. */
    static String number(double value) {
        return Double.isFinite(value) ? PythonFloat.repr(value) : Double.toString(value);
    }
}
