package io.github.timm4j.data.reader;

import io.github.timm4j.data.sampler.Replica;

/**
 * How to run through shards.
 *
 * @param training shuffles, and rounds an epoch up to whole batches by going round again
 * @param batchSize for that rounding
 * @param numSamples size of the data set where it does not say so itself, 0 for unknown
 * @param repeats how often an epoch runs through the data, 0 as 1
 * @param seed of the shuffling
 * @param shuffleBuffer how many undecoded samples are held to shuffle among
 * @param replica this process; in evaluation each sample goes to one process, and the last comes again to make all even
 */
public record StreamOptions(
        boolean training, int batchSize, long numSamples, int repeats, long seed, int shuffleBuffer, Replica replica) {
    /** Evaluation in one process. */
    public static final StreamOptions DEFAULT = new StreamOptions(false, 1, 0, 0, 42, 2048, Replica.SINGLE);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException where one is out of range
     */
    public StreamOptions {
        if (batchSize < 1 || shuffleBuffer < 1 || numSamples < 0 || repeats < 0) {
            throw new IllegalArgumentException("batch and buffer must be positive, samples and repeats not negative: "
                    + batchSize + ", " + shuffleBuffer + ", " + numSamples + ", " + repeats);
        }
    }

    /**
     * Training with these options.
     *
     * @param batch samples a batch
     * @return a copy
     */
    public StreamOptions withTraining(int batch) {
        return new StreamOptions(true, batch, numSamples, repeats, seed, shuffleBuffer, replica);
    }

    /**
     * Another size of the data set.
     *
     * @param samples 0 for unknown
     * @return a copy
     */
    public StreamOptions withNumSamples(long samples) {
        return new StreamOptions(training, batchSize, samples, repeats, seed, shuffleBuffer, replica);
    }

    /**
     * Several runs an epoch.
     *
     * @param runs 0 as 1
     * @return a copy
     */
    public StreamOptions withRepeats(int runs) {
        return new StreamOptions(training, batchSize, numSamples, runs, seed, shuffleBuffer, replica);
    }

    /**
     * Another seed.
     *
     * @param newSeed of the shuffling
     * @return a copy
     */
    public StreamOptions withSeed(long newSeed) {
        return new StreamOptions(training, batchSize, numSamples, repeats, newSeed, shuffleBuffer, replica);
    }

    /**
     * Another buffer.
     *
     * @param samples to shuffle among
     * @return a copy
     */
    public StreamOptions withShuffleBuffer(int samples) {
        return new StreamOptions(training, batchSize, numSamples, repeats, seed, samples, replica);
    }

    /**
     * One of several processes.
     *
     * @param process this one
     * @return a copy
     */
    public StreamOptions withReplica(Replica process) {
        return new StreamOptions(training, batchSize, numSamples, repeats, seed, shuffleBuffer, process);
    }

    /**
     * The samples of an epoch for this process.
     *
     * @param samples size of the data set
     * @return whole batches in training, even shares in evaluation
     */
    long epochSize(long samples) {
        long share = replica.share(Math.max(1, repeats) * samples);
        return training ? (share + batchSize - 1) / batchSize * batchSize : share;
    }
}
