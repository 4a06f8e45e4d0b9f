package io.github.timm4j.models.efficientnet;

import io.github.timm4j.config.Name;
import io.github.timm4j.nn.Channels;

/**
 * How channel numbers scale with a network's width ({@code round_channels}).
 *
 * @param multiplier width multiplier
 * @param divisor what channel numbers are multiples of
 * @param limit least share of the wanted number that rounding leaves
 */
public record Widths(
        @Name("channel_multiplier") double multiplier,
        @Name("channel_divisor") int divisor,
        @Name("round_limit") double limit) {
    /** Multiples of 8, never more than a tenth lost. */
    public static final Widths PLAIN = of(1);

    /**
     * Multiples of 8.
     *
     * @param multiplier width multiplier
     * @return the rule
     */
    public static Widths of(double multiplier) {
        return new Widths(multiplier, 8, 0.9);
    }

    /**
     * A scaled channel number.
     *
     * @param channels before scaling
     * @return after scaling
     */
    public int scale(double channels) {
        return Channels.divisible(channels * multiplier, divisor, limit);
    }
}
