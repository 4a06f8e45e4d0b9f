package io.github.timm4j.train.metric;

import java.util.Locale;

/** Smaller batch sizes to try after memory ran out. Source: timm.utils.decay_batch. */
public final class BatchSizes {
    private BatchSizes() {}

    /**
     * The next smaller batch size: from one power of two to the next in some steps.
     *
     * @param batchSize the size that did not fit
     * @param stepsBetween steps from one power of two to the next, at least 1; 2 gives 64, 48, 32, 24, …
     * @param noOdd whether odd sizes are left out
     * @return the next size, 0 where there is none
     * @throws IllegalArgumentException where the number of steps is below 1
     */
    public static int smaller(int batchSize, int stepsBetween, boolean noOdd) {
        if (stepsBetween < 1) {
            throw new IllegalArgumentException("steps between powers of two must be at least 1, found " + stepsBetween);
        }
        if (batchSize <= 1) {
            return 0;
        }
        int power = Integer.highestOneBit(batchSize - 1);
        int step = Math.max(power / stepsBetween, 1);
        int next = power + (batchSize - power - 1) / step * step;
        return noOdd ? next - next % 2 : next;
    }

    /**
     * Tells whether a smaller batch may help after a failure: not where the message tells of a wrong number of dimensions
     * or of an illegal access, after which a GPU process is unusable.
     *
     * @param message the failure's message
     * @return false where another try is useless
     */
    public static boolean worthRetrying(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return !lower.contains("required rank") && !lower.contains("illegal");
    }
}
