package io.github.timm4j.weights;

/** How a grid of numbers is resized, as torch's interpolate does with {@code align_corners=False}. */
public enum Interpolation {
    /** Cubic convolution over four samples (a = -0.75); aliases when it shrinks. */
    BICUBIC(-0.75, 2, false),
    /** Cubic convolution (a = -0.5) that widens with the scale when it shrinks; timm's default. */
    BICUBIC_ANTIALIAS(-0.5, 2, true),
    /** Linear interpolation of two samples; aliases when it shrinks. */
    BILINEAR(0, 1, false),
    /** Linear interpolation that widens with the scale when it shrinks. */
    BILINEAR_ANTIALIAS(0, 1, true);

    private final double a;
    private final int support;
    private final boolean antialias;

    Interpolation(double a, int support, boolean antialias) {
        this.a = a;
        this.support = support;
        this.antialias = antialias;
    }

    /** For one output sample: the input samples it takes and their weights. */
    static final class Taps {
        private final int[] samples;
        private final double[] weights;

        Taps(int[] samples, double[] weights) {
            this.samples = samples;
            this.weights = weights;
        }

        int count() {
            return samples.length;
        }

        int sample(int tap) {
            return samples[tap];
        }

        float weight(int tap) {
            return (float) weights[tap];
        }
    }

    /** The taps of every output sample along one axis. */
    Taps[] taps(int from, int to) {
        Taps[] taps = new Taps[to];
        double scale = (double) from / to;
        for (int i = 0; i < to; i++) {
            taps[i] = antialias ? wide(from, scale, scale * (i + 0.5)) : narrow(from, scale * (i + 0.5) - 0.5);
        }
        return taps;
    }

    /** Samples within the support, widened when shrinking; weights are normalised over those that exist. */
    private Taps wide(int from, double scale, double center) {
        double stretch = Math.max(scale, 1);
        int first = Math.max(0, (int) (center - support * stretch + 0.5));
        int end = Math.min(from, (int) (center + support * stretch + 0.5));
        int[] samples = new int[end - first];
        double[] weights = new double[end - first];
        double sum = 0;
        for (int j = 0; j < samples.length; j++) {
            samples[j] = first + j;
            weights[j] = weight((first + j - center + 0.5) / stretch);
            sum += weights[j];
        }
        for (int j = 0; j < weights.length; j++) {
            weights[j] /= sum;
        }
        return new Taps(samples, weights);
    }

    /** The nearest samples on both sides; beyond an edge its sample is repeated. */
    private Taps narrow(int from, double center) {
        double place = support == 1 ? Math.max(0, center) : center;
        int below = (int) Math.floor(place);
        int[] samples = new int[2 * support];
        double[] weights = new double[2 * support];
        for (int j = 0; j < samples.length; j++) {
            int sample = below + 1 - support + j;
            samples[j] = Math.max(0, Math.min(from - 1, sample));
            weights[j] = weight(place - sample);
        }
        return new Taps(samples, weights);
    }

    private double weight(double distance) {
        double x = Math.abs(distance);
        if (support == 1) {
            return Math.max(0, 1 - x);
        }
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? ((x - 5) * x + 8) * x * a - 4 * a : 0;
    }
}
