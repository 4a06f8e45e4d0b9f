package io.github.timm4j.nn;

/** Arithmetic of channel counts. */
public final class Channels {
    private static final double MOST_LOST = 0.9;

    private Channels() {}

    /**
     * Rounds to a multiple, never by more than a tenth down ({@code timm.layers.make_divisible}).
     *
     * @param value wanted number
     * @param divisor what the result is a multiple of
     * @return the number
     */
    public static int divisible(double value, int divisor) {
        return divisible(value, divisor, MOST_LOST);
    }

    /**
     * Rounds to a multiple.
     *
     * @param value wanted number
     * @param divisor what the result is a multiple of
     * @param limit least share of the wanted number; a smaller result goes up to the next multiple
     * @return the number
     */
    public static int divisible(double value, int divisor, double limit) {
        int rounded = Math.max(divisor, (int) (value + divisor / 2.0) / divisor * divisor);
        return rounded < limit * value ? rounded + divisor : rounded;
    }
}
