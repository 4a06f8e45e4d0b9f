package io.github.timm4j.data.sampler;

import ai.djl.training.dataset.Sampler;
import java.util.Arrays;

/** The samples of one process in an epoch, by number; an epoch's order depends on nothing but the epoch. */
public interface IndexSampler {
    /**
     * How many samples an epoch has for this process.
     *
     * @return the length of what {@link #indices(int)} gives
     */
    int size();

    /**
     * The samples of an epoch in order.
     *
     * @param epoch from 0; seeds the shuffling where the sampler shuffles
     * @return numbers of samples, a fresh array
     */
    int[] indices(int epoch);

    /**
     * The samples of an epoch for DJL's {@link ai.djl.training.dataset.BatchSampler}.
     *
     * @param epoch from 0
     * @return a sampler that ignores the data set it is given
     */
    default Sampler.SubSampler forEpoch(int epoch) {
        return dataset -> Arrays.stream(indices(epoch)).asLongStream().iterator();
    }
}
