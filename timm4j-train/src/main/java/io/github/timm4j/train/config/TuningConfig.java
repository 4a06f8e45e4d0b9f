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
    public static final TuningConfig DEFAULTS =
            new TuningConfig(null, null, List.of(), false, false, false, new BatchNorms(false, DistBn.REDUCE, false));

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
     */
    public record BatchNorms(boolean syncBn, DistBn distBn, boolean splitBn) {}
}
