package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An affine distortion, sampled as Pillow does: the pixel {@code (x, y)} comes from {@code (a x + b y + c, d x + e y +
 * f)}.
 */
record Affine(double a, double b, double c, double d, double e, double f) {
    static Affine shearX(double factor) {
        return new Affine(1, factor, 0, 0, 1, 0);
    }

    static Affine shearY(double factor) {
        return new Affine(1, 0, 0, factor, 1, 0);
    }

    static Affine translate(double x, double y) {
        return new Affine(1, 0, x, 0, 1, y);
    }

    /** Counter-clockwise about the middle; sine and cosine are rounded to 15 decimals. */
    static Affine rotation(double degrees, int width, int height) {
        double angle = -Math.toRadians(degrees);
        double cos = round(StrictMath.cos(angle));
        double sin = round(StrictMath.sin(angle));
        double x = width / 2.0;
        double y = height / 2.0;
        return new Affine(cos, sin, cos * -x + sin * -y + 0.0 + x, -sin, cos, -sin * -x + cos * -y + 0.0 + y);
    }

    private static double round(double value) {
        return new BigDecimal(value).setScale(15, RoundingMode.HALF_EVEN).doubleValue();
    }

    /**
     * Distorts.
     *
     * @param image the picture
     * @param filter nearest, bilinear or bicubic
     * @param fill colour of what comes from outside
     * @return a picture of the same size
     * @throws IllegalArgumentException for another filter
     */
    Pixels apply(Pixels image, Interpolation filter, int... fill) {
        Pixels out = Pixels.filled(image.height(), image.width(), fill);
        switch (filter) {
            case NEAREST -> new NearestSampler(this, image, out).run();
            case BILINEAR -> smooth(image, out, new BilinearSampler(image));
            case BICUBIC -> smooth(image, out, new BicubicSampler(image));
            default ->
                throw new IllegalArgumentException(
                        "distortions need nearest, bilinear or bicubic interpolation, got " + filter);
        }
        return out;
    }

    private void smooth(Pixels image, Pixels out, Sampler sampler) {
        byte[] data = out.data();
        int at = 0;
        for (int row = 0; row < image.height(); row++) {
            double y = row + 0.5;
            for (int column = 0; column < image.width(); column++, at += image.channels()) {
                double x = column + 0.5;
                double fromX = a * x + b * y + c;
                double fromY = d * x + e * y + f;
                if (fromX >= 0 && fromX < image.width() && fromY >= 0 && fromY < image.height()) {
                    sampler.sample(fromX - 0.5, fromY - 0.5, data, at);
                }
            }
        }
    }

    /** Reads between the pixels; what lies beyond the border repeats it. */
    @FunctionalInterface
    interface Sampler {
        void sample(double x, double y, byte[] target, int offset);
    }
}
