package io.github.timm4j.data.sampler;

/**
 * One of the processes that share a data set.
 *
 * @param rank its number, from 0
 * @param count how many there are
 */
public record Replica(int rank, int count) {
    /** The only process. */
    public static final Replica SINGLE = new Replica(0, 1);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException where the rank is not below the count
     */
    public Replica {
        if (rank < 0 || rank >= count) {
            throw new IllegalArgumentException("rank must be in [0, " + count + "), got " + rank);
        }
    }

    /**
     * The share of each process when all get the same number of samples, rounded up.
     *
     * @param samples how many there are in all
     * @return the samples of one process
     */
    public long share(long samples) {
        return (samples + count - 1) / count;
    }
}
