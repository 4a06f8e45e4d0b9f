package io.github.timm4j.data.image;

import java.util.Arrays;

/** The last rows that the pass over rows needs, as ints so that the compiler turns its sums into vector code. */
final class RowRing {
    private static final int HALF = 1 << (FilterWeights.BITS - 1);

    private final int[][] rows;
    private final int[] sums;

    /** Keeps one row more than there are taps, because rows arrive in pairs. */
    RowRing(int taps, int count) {
        rows = new int[taps + 1][count];
        sums = new int[count];
    }

    /** The place of a row; it replaces the one that came {@code taps + 1} rows before. */
    int[] row(int index) {
        return rows[index % rows.length];
    }

    /** Weighs the rows below one new row. */
    void sum(FilterWeights filter, int newRow) {
        Arrays.fill(sums, HALF);
        int first = filter.first[newRow];
        int at = newRow * filter.taps;
        int t = 0;
        for (; t + 3 < filter.taps; t += 4) {
            addFour(first + t, filter.weights, at + t);
        }
        for (; t < filter.taps; t++) {
            addOne(first + t, filter.weights[at + t]);
        }
    }

    private void addFour(int row, int[] weights, int at) {
        int[] to = sums;
        int[] a = row(row);
        int[] b = row(row + 1);
        int[] c = row(row + 2);
        int[] d = row(row + 3);
        int wa = weights[at];
        int wb = weights[at + 1];
        int wc = weights[at + 2];
        int wd = weights[at + 3];
        for (int i = 0; i < to.length; i++) {
            to[i] += a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
        }
    }

    private void addOne(int row, int weight) {
        int[] to = sums;
        int[] from = row(row);
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i] * weight;
        }
    }

    /** Writes the sums as samples. */
    void store(byte[] out, int at) {
        for (int i = 0; i < sums.length; i++) {
            out[at + i] = (byte) clip(sums[i]);
        }
    }

    /** Writes values that are samples already. */
    static void narrow(int[] values, byte[] out, int at) {
        for (int i = 0; i < values.length; i++) {
            out[at + i] = (byte) values[i];
        }
    }

    /** From fixed point, half added before, to 0..255. */
    static int clip(int sum) {
        return Math.max(0, Math.min(255, sum >> FilterWeights.BITS));
    }
}
