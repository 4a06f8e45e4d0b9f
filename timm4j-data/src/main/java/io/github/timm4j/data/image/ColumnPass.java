package io.github.timm4j.data.image;

/**
 * The pass over columns, for two rows at once: a sample of the first row lies in the low half of a long and the same
 * sample of the second row in the high half, so one multiplication serves both. The halves cannot mix: each sum fits 32
 * bits.
 */
final class ColumnPass {
    private static final int HALF = 1 << (FilterWeights.BITS - 1);

    private final FilterWeights filter;
    private final int channels;
    private final long[] pairs;

    ColumnPass(FilterWeights filter, int channels, int oldWidth) {
        this.filter = filter;
        this.channels = channels;
        this.pairs = new long[oldWidth * channels];
    }

    /** Takes the samples of two rows of the old width. */
    void load(byte[] samples, int firstRow, int secondRow) {
        long[] to = pairs;
        for (int i = 0; i < to.length; i++) {
            to[i] = (samples[firstRow + i] & 0xff) | (long) (samples[secondRow + i] & 0xff) << 32;
        }
    }

    /** Writes two new rows. */
    void run(int[] first, int[] second) {
        if (channels == 3) {
            colors(first, second);
        } else {
            gray(first, second);
        }
    }

    private void colors(int[] first, int[] second) {
        long[] from = pairs;
        int[] weights = filter.weights;
        int w = 0;
        for (int x = 0; x < filter.first.length; x++) {
            long red = 0;
            long green = 0;
            long blue = 0;
            int p = filter.first[x] * 3;
            for (int end = w + filter.taps; w < end; w++, p += 3) {
                long weight = weights[w];
                red += from[p] * weight;
                green += from[p + 1] * weight;
                blue += from[p + 2] * weight;
            }
            split(red, first, second, x * 3);
            split(green, first, second, x * 3 + 1);
            split(blue, first, second, x * 3 + 2);
        }
    }

    private void gray(int[] first, int[] second) {
        int w = 0;
        for (int x = 0; x < filter.first.length; x++) {
            long sum = 0;
            int p = filter.first[x];
            for (int end = w + filter.taps; w < end; w++, p++) {
                sum += pairs[p] * filter.weights[w];
            }
            split(sum, first, second, x);
        }
    }

    private static void split(long sum, int[] first, int[] second, int at) {
        int low = (int) sum;
        first[at] = RowRing.clip(low + HALF);
        second[at] = RowRing.clip((int) ((sum - low) >> 32) + HALF);
    }
}
