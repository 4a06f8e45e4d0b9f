package io.github.timm4j.train.checkpoint;

/**
 * How far a run has come.
 *
 * @param epoch the epoch, from 0
 * @param batches batches of that epoch that are done, or {@link #WHOLE_EPOCH}
 * @param updates optimizer updates done since the run began
 * @param seed the run's seed
 */
public record Progress(int epoch, int batches, long updates, long seed) {
    /** Says that an epoch is over. */
    public static final int WHOLE_EPOCH = -1;

    /** Checks the range. */
    public Progress {
        if (epoch < 0 || batches < WHOLE_EPOCH || updates < 0) {
            throw new IllegalArgumentException("expected epoch, batches and updates at least 0, found " + epoch + ", "
                    + batches + " and " + updates);
        }
    }

    /**
     * The end of an epoch.
     *
     * @param epoch the epoch, from 0
     * @param updates optimizer updates done
     * @param seed the run's seed
     * @return the progress
     */
    public static Progress after(int epoch, long updates, long seed) {
        return new Progress(epoch, WHOLE_EPOCH, updates, seed);
    }
}
