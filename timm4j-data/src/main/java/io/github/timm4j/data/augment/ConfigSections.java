package io.github.timm4j.data.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a policy, such as {@code rand-m9-mstd0.5}: sections between dashes, each a key and what begins with a
 * digit.
 */
final class ConfigSections {
    private static final Pattern SECTION =
            Pattern.compile("(\\D*)(\\d.*)", Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);
    /** What Java reads beyond that, such as 1f or 0x1p3, Python does not. */
    private static final Pattern DECIMAL = Pattern.compile("\\d+(\\.\\d*)?([eE][+]?\\d+)?");

    /**
     * One setting.
     *
     * @param key letters
     * @param value from the first digit on
     */
    record Section(String key, String value) {
        int whole() {
            try {
                return Integer.parseInt(digits());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + key + "' takes a whole number, got '" + value + "'", e);
            }
        }

        double number() {
            if (!DECIMAL.matcher(digits()).matches()) {
                throw new IllegalArgumentException("'" + key + "' takes a number, got '" + value + "'");
            }
            return Double.parseDouble(digits());
        }

        /** Without blanks at the ends and underscores between digits, which Python allows. */
        private String digits() {
            return value.strip().replaceAll("(?<=\\d)_(?=\\d)", "");
        }

        boolean flag() {
            return whole() != 0;
        }

        IllegalArgumentException unknown(String config) {
            return new IllegalArgumentException("unknown setting '" + key + value + "' in '" + config + "'");
        }
    }

    private ConfigSections() {}

    static String head(String config) {
        return config.split("-", -1)[0];
    }

    /** All settings; what has no digit counts for nothing, as in timm. */
    static List<Section> of(String config) {
        List<Section> sections = new ArrayList<>();
        String[] parts = config.split("-", -1);
        for (int i = 1; i < parts.length; i++) {
            Matcher matcher = SECTION.matcher(parts[i]);
            if (matcher.matches()) {
                sections.add(new Section(matcher.group(1), matcher.group(2)));
            }
        }
        return sections;
    }
}
