package io.github.timm4j.cli;

import io.github.timm4j.config.Arguments;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values of {@code key=value} words, read as Python's literals as far as JSON has them; anything else is text. */
final class PythonLiteral {
    private static final Pattern TOKEN = Pattern.compile(
            "'((?:[^'\\\\]|\\\\.)*)'|\"(?:[^\"\\\\]|\\\\.)*\"|\\b(None|True|False)\\b|,\\s*(?=[)\\]}])|[()]");

    private PythonLiteral() {}

    /** One word as named value. */
    static Arguments pair(String word) {
        int equals = word.indexOf('=');
        if (equals <= 0) {
            throw new NumberFormatException(word);
        }
        return Arguments.of(word.substring(0, equals), value(word.substring(equals + 1)));
    }

    static @Nullable Object value(String text) {
        try {
            return Arguments.fromJson("{\"value\": " + json(text) + "}").get("value");
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String json(String python) {
        String text = python.replaceFirst("^([+-]?)\\.(\\d)", "$10.$2").replaceFirst("(\\d)\\.$", "$1.0");
        return TOKEN.matcher(text.startsWith("+") ? text.substring(1) : text)
                .replaceAll(match -> Matcher.quoteReplacement(token(match.group(), match.group(1))));
    }

    private static String token(String token, @Nullable String quoted) {
        if (quoted != null) {
            return '"' + quoted.replace("\\'", "'").replace("\"", "\\\"") + '"';
        }
        return switch (token) {
            case "None" -> "null";
            case "True" -> "true";
            case "False" -> "false";
            case "(" -> "[";
            case ")" -> "]";
            default -> token.startsWith(",") ? "" : token;
        };
    }
}
