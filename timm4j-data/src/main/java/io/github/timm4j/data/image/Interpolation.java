package io.github.timm4j.data.image;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The resampling filters of Pillow, under timm's names. */
public enum Interpolation {
    /** The pixel below the centre of the new one. */
    NEAREST(0) {
        @Override
        double weight(double x) {
            throw new UnsupportedOperationException("nearest has no filter");
        }
    },
    /** Triangle. */
    BILINEAR(1) {
        @Override
        double weight(double x) {
            return Math.max(0, 1 - Math.abs(x));
        }
    },
    /** Keys' cubic with a = -0.5. */
    BICUBIC(2) {
        @Override
        double weight(double x) {
            double r = Math.abs(x);
            if (r < 1) {
                return (1.5 * r - 2.5) * r * r + 1;
            }
            return r < 2 ? (((r - 5) * r + 8) * r - 4) * -0.5 : 0;
        }
    },
    /** Mean of the pixels under the new one. */
    BOX(0.5) {
        @Override
        double weight(double x) {
            return x > -0.5 && x <= 0.5 ? 1 : 0;
        }
    },
    /** Sinc under a Hamming window of one pixel either side. */
    HAMMING(1) {
        @Override
        double weight(double x) {
            double r = Math.abs(x);
            // Pillow writes these two constants in single precision
            return r < 1 ? sinc(r) * (0.54f + 0.46f * Math.cos(r * Math.PI)) : 0;
        }
    },
    /** Sinc under a sinc window of three pixels either side. */
    LANCZOS(3) {
        @Override
        double weight(double x) {
            return -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0;
        }
    };

    private final double support;

    Interpolation(double support) {
        this.support = support;
    }

    /** How far the filter reaches, in pixels of the smaller picture. */
    double support() {
        return support;
    }

    /** The filter's value at a distance from the centre. */
    abstract double weight(double x);

    /**
     * Finds a filter by timm's name.
     *
     * @param name such as {@code bicubic}
     * @return the filter
     * @throws IllegalArgumentException where no filter has that name
     */
    public static Interpolation of(String name) {
        for (Interpolation each : values()) {
            if (each.toString().equals(name)) {
                return each;
            }
        }
        String known = Arrays.stream(values()).map(Object::toString).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("unknown interpolation '" + name + "', expected one of " + known);
    }

    /** timm's name. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static double sinc(double x) {
        if (x == 0) {
            return 1;
        }
        double angle = x * Math.PI;
        return Math.sin(angle) / angle;
    }
}
