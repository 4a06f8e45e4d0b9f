package io.github.timm4j.config;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Floating-point numbers as Python writes them, for files that Python's tools read. */
public final class PythonFloat {
    private PythonFloat() {}

    /**
     * Python's {@code repr} of a float: the fewest digits that read back, an exponent below 1e-4 and from 1e16 on.
     *
     * @param value any double
     * @return for example {@code 0.1}, {@code 1e-05}, {@code nan} or {@code -inf}
     */
    public static String repr(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value < 0 ? "-inf" : "inf";
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
