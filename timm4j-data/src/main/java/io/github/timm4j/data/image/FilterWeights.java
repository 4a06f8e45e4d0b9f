package io.github.timm4j.data.image;

/**
 * The fixed-point weights of one axis: new pixel {@code i} is the sum over {@code t < taps} of old pixel
 * {@code first[i] + t} times {@code weights[i * taps + t]}, shifted by {@link #BITS}.
 *
 * <p>Every new pixel has the same number of taps, zeros among them, and none lies outside the old axis, so that inner
 * loops need no bounds of their own.
 */
final class FilterWeights {
    /** Fraction bits, as in Pillow: 32 less 8 of the sample and 2 of headroom. */
    static final int BITS = 22;

    final int taps;
    final int[] first;
    final int[] weights;

    private FilterWeights(int taps, int[] first, int[] weights) {
        this.taps = taps;
        this.first = first;
        this.weights = weights;
    }

    /** The weights of new pixels {@code from} to {@code from + count} where an axis goes from one size to another. */
    static FilterWeights of(Interpolation filter, int oldSize, int newSize, int from, int count) {
        double scale = (double) oldSize / newSize;
        double filterScale = Math.max(scale, 1);
        double support = filter.support() * filterScale;
        int[] first = new int[count];
        int[] ends = new int[count];
        int taps = 1;
        for (int i = 0; i < count; i++) {
            double center = (from + i + 0.5) * scale;
            first[i] = Math.max(0, (int) (center - support + 0.5));
            ends[i] = Math.min(oldSize, (int) (center + support + 0.5));
            taps = Math.max(taps, ends[i] - first[i]);
        }
        int[] weights = new int[count * taps];
        double[] window = new double[taps];
        for (int i = 0; i < count; i++) {
            double center = (from + i + 0.5) * scale;
            int start = first[i];
            int used = ends[i] - start;
            double sum = 0;
            for (int t = 0; t < used; t++) {
                window[t] = filter.weight((t + start - center + 0.5) * (1 / filterScale));
                sum += window[t];
            }
            // at the far end the window moves back, with leading zeros, to stay inside
            first[i] = Math.min(start, oldSize - taps);
            int at = i * taps + start - first[i];
            for (int t = 0; t < used; t++) {
                weights[at + t] = fixedPoint(sum == 0 ? window[t] : window[t] / sum);
            }
        }
        return new FilterWeights(taps, first, weights);
    }

    private static int fixedPoint(double weight) {
        double scaled = weight * (1 << BITS);
        return (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
}
