package io.github.timm4j.weights;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The opcodes of pickle's text protocol, which carry their values as lines. */
final class PickleText {
    private static final Pattern UNICODE_ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})|\\\\U([0-9a-fA-F]{8})");
    private static final Pattern BYTE_ESCAPE = Pattern.compile("\\\\(?:x([0-9a-fA-F]{2})|(.))", Pattern.DOTALL);

    private PickleText() {}

    /** What an opcode stands for, or null where it is none of these. */
    static @Nullable PlainValue literal(int opcode, PickleInput in) {
        return switch (opcode) {
            case 'I' -> integer(in);
            case 'L' -> new PlainValue.Int(digits(in, in.latinLine().replaceFirst("L$", "")));
            case 'F' -> real(in);
            case 'V' -> new PlainValue.Text(unicode(in));
            case 'S' -> new PlainValue.Text(quoted(in));
            default -> null;
        };
    }

    /** The number of a memo slot. */
    static long slot(PickleInput in) {
        BigInteger slot = digits(in, in.latinLine());
        if (slot.bitLength() > 31 || slot.signum() < 0) {
            throw in.corrupt("memo slot " + slot);
        }
        return slot.longValue();
    }

    private static PlainValue integer(PickleInput in) {
        String line = in.latinLine();
        return switch (line) {
            case "00" -> PlainValue.of(false);
            case "01" -> PlainValue.of(true);
            default -> new PlainValue.Int(digits(in, line));
        };
    }

    private static BigInteger digits(PickleInput in, String line) {
        if (!line.matches("[+-]?[0-9]{1,500}")) {
            throw in.corrupt("no whole number: " + line);
        }
        return new BigInteger(line);
    }

    private static PlainValue real(PickleInput in) {
        String line = in.latinLine();
        try {
            return PlainValue.of(Double.parseDouble(line));
        } catch (NumberFormatException e) {
            throw in.corrupt("no number: " + line);
        }
    }

    private static String unicode(PickleInput in) {
        try {
            return UNICODE_ESCAPE
                    .matcher(in.latinLine())
                    .replaceAll(escape -> Matcher.quoteReplacement(Character.toString(Integer.parseUnsignedInt(
                            escape.group(1) == null ? escape.group(2) : escape.group(1), 16))));
        } catch (IllegalArgumentException e) {
            throw in.corrupt("a character that does not exist");
        }
    }

    private static String quoted(PickleInput in) {
        String line = in.latinLine();
        char quote = line.isEmpty() ? ' ' : line.charAt(0);
        if (line.length() < 2 || (quote != '"' && quote != '\'') || line.charAt(line.length() - 1) != quote) {
            throw in.corrupt("a string without quotes");
        }
        return BYTE_ESCAPE
                .matcher(line.substring(1, line.length() - 1))
                .replaceAll(escape -> Matcher.quoteReplacement(unescaped(escape.group(1), escape.group(2))));
    }

    private static String unescaped(@Nullable String hex, @Nullable String character) {
        if (hex != null) {
            return String.valueOf((char) Integer.parseInt(hex, 16));
        }
        String plain = character == null ? "" : character;
        return switch (plain) {
            case "n" -> "\n";
            case "r" -> "\r";
            case "t" -> "\t";
            default -> plain;
        };
    }
}
