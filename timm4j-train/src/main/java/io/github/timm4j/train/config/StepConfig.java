package io.github.timm4j.train.config;

import io.github.timm4j.config.Name;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an update is computed.
 *
 * @param amp mixed precision
 * @param ampDtype the low precision
 * @param gradAccumSteps batches of one update
 * @param synchronizeStep whether each step waits for the device
 * @param noDdpBb whether workers keep their own batch statistics during an epoch
 * @param sizes picture sizes that change from batch to batch
 */
public record StepConfig(
        boolean amp, AmpType ampDtype, int gradAccumSteps, boolean synchronizeStep, boolean noDdpBb, Sizes sizes) {
    /** The defaults of timm's train options. */
    public static final StepConfig DEFAULTS = new StepConfig(
            false,
            AmpType.FLOAT16,
            1,
            false,
            false,
            new Sizes(null, null, null, new SizeSchedule("constant", 0.65, 0.1), null, "none"));

    /**
     * Checks the number of batches.
     *
     * @throws IllegalArgumentException below 1
     */
    public StepConfig {
        if (gradAccumSteps < 1) {
            throw new IllegalArgumentException("grad_accum_steps must be at least 1, found " + gradAccumSteps);
        }
    }

    /** Low precisions. */
    public enum AmpType {
        /** Half precision, with a loss scaler. */
        @Name({"float16", "fp16", "half"})
        FLOAT16,
        /** Brain floating point. */
        @Name({"bfloat16", "bf16"})
        BFLOAT16
    }

    /**
     * Picture sizes that change from batch to batch.
     *
     * @param trainImgSizes square sizes to draw from, null for one size
     * @param trainBatchSizes batch size of each
     * @param trainSizeProbs weight of each
     * @param schedule how weights change
     * @param trainBatchesPerEpoch batches of an epoch, null for what the data has
     * @param variableBatchLossScale {@code none}, {@code sqrt} or {@code linear} in the batch's size
     */
    public record Sizes(
            @Nullable List<Integer> trainImgSizes,
            @Nullable List<Integer> trainBatchSizes,
            @Nullable List<Double> trainSizeProbs,
            SizeSchedule schedule,

            @Name({"train_batches_per_epoch", "train_steps_per_epoch"}) @Nullable
            Integer trainBatchesPerEpoch,

            String variableBatchLossScale) {
        /**
         * Checks the scale.
         *
         * @throws IllegalArgumentException for another one
         */
        public Sizes {
            trainImgSizes = trainImgSizes == null ? null : List.copyOf(trainImgSizes);
            trainBatchSizes = trainBatchSizes == null ? null : List.copyOf(trainBatchSizes);
            trainSizeProbs = trainSizeProbs == null ? null : List.copyOf(trainSizeProbs);
            if (!List.of("none", "sqrt", "linear").contains(variableBatchLossScale)) {
                throw new IllegalArgumentException("variable_batch_loss_scale must be none, sqrt or linear, found '"
                        + variableBatchLossScale + "'");
            }
        }
    }

    /**
     * How the weights of sizes change.
     *
     * @param trainSizeSchedule {@code constant} or {@code progressive}, from the first size to the last
     * @param trainSizeScheduleSpread width of the progressive mix, in sizes
     * @param trainSizeRandomMix share of even draws that is kept
     */
    public record SizeSchedule(String trainSizeSchedule, double trainSizeScheduleSpread, double trainSizeRandomMix) {
        /**
         * Checks the name.
         *
         * @throws IllegalArgumentException for another one
         */
        public SizeSchedule {
            if (!List.of("constant", "progressive").contains(trainSizeSchedule)) {
                throw new IllegalArgumentException(
                        "train_size_schedule must be constant or progressive, found '" + trainSizeSchedule + "'");
            }
        }
    }
}
