package io.github.timm4j.data.loader;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.sampler.ScheduledBatchSampler;
import java.util.List;

/**
 * Training with pictures of several sizes, one size a batch. Source: timm.data.scheduled_sampler, timm 1.0.29.
 *
 * @param choices the sizes, from the first of a progress to its last
 * @param sampling how they are drawn; the same seed in all processes
 */
public record ResolutionSchedule(List<Choice> choices, ScheduledBatchSampler.Options sampling) {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException where it is empty
     */
    public ResolutionSchedule {
        choices = List.copyOf(choices);
        if (choices.isEmpty()) {
            throw new IllegalArgumentException("a schedule needs at least one size");
        }
    }

    /**
     * A size of pictures.
     *
     * @param size in place of the configuration's
     * @param batchSize samples of a batch; 0 for the loader's
     * @param weight how often it comes, against the others
     */
    public record Choice(ImageSize size, int batchSize, double weight) {
        /**
         * A size that comes as often as the others, with the loader's batches.
         *
         * @param size of pictures
         * @return the choice
         */
        public static Choice of(ImageSize size) {
            return new Choice(size, 0, 1);
        }

        /** Samples of a batch where the loader has so many. */
        int batchSize(int usual) {
            return batchSize == 0 ? usual : batchSize;
        }
    }
}
