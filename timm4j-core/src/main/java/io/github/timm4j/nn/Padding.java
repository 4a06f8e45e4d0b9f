package io.github.timm4j.nn;

/**
 * How a convolution or a pooling pads its input.
 *
 * @param pixels zeros on every side; ignored where {@code same}
 * @param same TensorFlow's rule: as many zeros, perhaps one more at the right and bottom, as make the output
 *     {@code ceil(size / stride)}
 */
public record Padding(int pixels, boolean same) {
    /** No padding. */
    public static final Padding VALID = new Padding(0, false);

    /** TensorFlow's rule. */
    public static final Padding SAME = new Padding(0, true);

    /**
     * Equal zeros on all sides.
     *
     * @param pixels how many
     * @return the padding
     */
    public static Padding of(int pixels) {
        return new Padding(pixels, false);
    }

    /**
     * The padding that keeps the size at stride 1 ({@code timm.layers.get_padding}).
     *
     * @param kernel kernel size
     * @param stride step
     * @param dilation distance of kernel elements
     * @return {@code (stride - 1 + dilation * (kernel - 1)) / 2} on all sides
     */
    public static Padding symmetric(int kernel, int stride, int dilation) {
        return of((stride - 1 + dilation * (kernel - 1)) / 2);
    }

    /**
     * The zeros that {@code same} asks for along one axis ({@code timm.layers.get_same_padding}).
     *
     * @param size input size
     * @param kernel kernel size
     * @param stride step
     * @param dilation distance of kernel elements
     * @return zeros on both sides together
     */
    public static int sameTotal(long size, int kernel, int stride, int dilation) {
        long steps = (size + stride - 1) / stride - 1;
        return (int) Math.max(0, steps * stride + (long) (kernel - 1) * dilation + 1 - size);
    }
}
