package io.github.timm4j.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON into plain values; writes it as Python's {@code json.dump(…, indent=2)} does, character for character. */
final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final StringBuilder out = new StringBuilder();

    private Json() {}

    /** Reads one document; objects become ordered maps, whole numbers Integer, Long or BigInteger, others Double. */
    static @Nullable Object read(JsonParser parser) throws IOException {
        parser.nextToken();
        Object value = value(parser);
        if (parser.nextToken() != null) {
            throw new IOException("more text after the end of the JSON document");
        }
        return value;
    }

    static JsonFactory factory() {
        return FACTORY;
    }

    static String write(@Nullable Object value) {
        Json json = new Json();
        json.append(value, "\n");
        return json.out.toString();
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IOException("the JSON document is empty or cut off");
        }
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IOException("unexpected " + token + " in JSON");
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            map.put(name, value(parser));
        }
        return Collections.unmodifiableMap(map);
    }

    private static List<@Nullable Object> array(JsonParser parser) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser));
        }
        return Collections.unmodifiableList(list);
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

    /** Python's repr of a float: the fewest digits that read back, an exponent below 1e-4 and from 1e16 on. */
    static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = new BigDecimal(value);
        for (int digits = 1; digits <= 17; digits++) {
            shortest = new BigDecimal(value).round(new MathContext(digits));
            if (shortest.doubleValue() == value) {
                break;
            }
        }
        String digits = shortest.unscaledValue().abs().toString().replaceAll("0+$", "");
        int exponent = shortest.precision() - shortest.scale() - 1;
        String sign = value < 0 ? "-" : "";
        if (exponent < -4 || exponent >= 16) {
            String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
            String power = String.format(Locale.ROOT, "%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
            return sign + digits.charAt(0) + fraction + "e" + power;
        }
        if (exponent < 0) {
            return sign + "0." + "0".repeat(-exponent - 1) + digits;
        }
        String whole = digits + "0".repeat(Math.max(0, exponent + 1 - digits.length()));
        String fraction = whole.substring(exponent + 1);
        return sign + whole.substring(0, exponent + 1) + "." + (fraction.isEmpty() ? "0" : fraction);
    }
}
