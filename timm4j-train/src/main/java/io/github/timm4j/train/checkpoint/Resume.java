package io.github.timm4j.train.checkpoint;

import java.util.OptionalLong;

/**
 * Where a run goes on.
 *
 * @param epoch the epoch to train, from 0
 * @param batches batches of that epoch that were done already; 0 but for recovery files of this library
 * @param updates optimizer updates done so far, empty where the file does not say, as Python's
 * @param seed the run's seed, empty where the file does not say
 */
public record Resume(int epoch, int batches, OptionalLong updates, OptionalLong seed) {
    /** A run's beginning, also after a file that holds nothing but weights. */
    public static final Resume START = new Resume(0, 0, OptionalLong.empty(), OptionalLong.empty());
}
