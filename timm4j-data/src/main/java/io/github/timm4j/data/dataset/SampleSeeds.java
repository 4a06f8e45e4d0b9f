package io.github.timm4j.data.dataset;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Generators for single samples, so that what happens to a sample depends neither on threads nor on other samples. */
public final class SampleSeeds {
    private static final long EPOCH = 0xC2B2AE3D27D4EB4FL;
    private static final long INDEX = 0x165667B19E3779F9L;

    private SampleSeeds() {}

    /**
     * The generator of one sample in one epoch.
     *
     * @param seed of the run
     * @param epoch from 0
     * @param index place of the sample, in the data set or in the epoch
     * @return a fresh generator
     */
    public static RandomGenerator of(long seed, int epoch, long index) {
        return new SplittableRandom(seed + EPOCH * (epoch + 1L) + INDEX * (index + 1));
    }
}
