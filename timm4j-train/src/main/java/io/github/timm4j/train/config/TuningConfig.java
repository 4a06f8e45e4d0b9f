package io.github.timm4j.train.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done to the model before training.
 *
 * @param headInitScale factor of a fresh classifier's weights, null for none
 * @param headInitBias a fresh classifier's biases, null for its own
 * @param freeze paths of the layers whose parameters and batch statistics stay as they are
 * @param linearProbe whether everything but the classifier stays as it is
 * @param channelsLast whether pictures go through the model in channels-last layout
 * @param gradCheckpointing whether activations are computed again in the backward pass
 * @param batchNorm what batch norms do
 */
public record TuningConfig(
        @Nullable Double headInitScale,
        @Nullable Double headInitBias,
        List<String> freeze,
        boolean linearProbe,
        boolean channelsLast,
        boolean gradCheckpointing,
        BatchNorms batchNorm) {
    /** The defaults of timm's train options. */
    public static final TuningConfig DEFAULTS = new TuningConfig(
            null, null, List.of(), false, false, false, new BatchNorms(false, DistBn.REDUCE, false, false));

    /** Copies the paths. */
    public TuningConfig {
        freeze = List.copyOf(freeze);
    }

    /**
     * What batch norms do.
     *
     * @param syncBn whether the workers' batches are normalised together
     * @param distBn how running statistics of the workers become one after an epoch
     * @param splitBn whether each augmentation split has a batch norm of its own
     * @param resplit whether random erasing leaves the first split alone, which makes two splits where nothing else does
     */
    public record BatchNorms(boolean syncBn, DistBn distBn, boolean splitBn, boolean resplit) {
        /**
         * The batch norms that share a batch.
         *
         * @param augSplits augmentation splits of a batch, 0 for none
         * @return 1 where none is split
         * @throws IllegalArgumentException where they are to be split and nothing splits the batch
         */
        public int splits(int augSplits) {
            if (!splitBn) {
                return 1;
            }
            if (augSplits < 2 && !resplit) {
                throw new IllegalArgumentException(
                        "split_bn needs aug_splits of at least 2, or resplit; found " + augSplits);
            }
            return Math.max(2, augSplits);
        }
    }
}
