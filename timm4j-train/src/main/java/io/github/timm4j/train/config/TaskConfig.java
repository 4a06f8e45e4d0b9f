package io.github.timm4j.train.config;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.Coded;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is learned.
 *
 * @param loss the loss of the labels
 * @param distillation the loss of a teacher's answers
 */
public record TaskConfig(LossConfig loss, Distillation distillation) {
    /** The defaults of timm's train options. */
    public static final TaskConfig DEFAULTS = new TaskConfig(
            new LossConfig(
                    new LossChoice(null, Arguments.NONE, false, 0.5), 0, false, 0.1, new Bce(false, false, null, null)),
            new Distillation(null, new Weights(null, null), "logit", "kl", 4, "soft", new Widths(null, null)));

    /**
     * The loss of the labels.
     *
     * @param choice which one
     * @param augSplits augmentation splits of a batch, 0 or at least 2
     * @param jsdLoss Jensen-Shannon consistency over the splits
     * @param smoothing label smoothing
     * @param bce binary cross-entropy
     */
    public record LossConfig(LossChoice choice, int augSplits, boolean jsdLoss, double smoothing, Bce bce) {
        /**
         * Checks the splits.
         *
         * @throws IllegalArgumentException for one split, or the consistency loss without splits
         */
        public LossConfig {
            if (augSplits < 0 || augSplits == 1) {
                throw new IllegalArgumentException("aug_splits must be 0 or at least 2, found " + augSplits);
            }
            if (jsdLoss && augSplits < 2) {
                throw new IllegalArgumentException("jsd_loss needs aug_splits of at least 2, found " + augSplits);
            }
        }
    }

    /**
     * Which loss.
     *
     * @param lossType its name, null for what {@code jsd_loss} and {@code bce_loss} say
     * @param lossKwargs its settings under the names of timm's loss factory
     * @param multiLabel whether targets are independent labels {@code (batch, classes)}
     * @param threshold probability from which a label counts as predicted, for the F1 scores
     */
    public record LossChoice(
            @Nullable String lossType,
            @Coded(ArgumentsCodec.class) Arguments lossKwargs,
            boolean multiLabel,
            double threshold) {
        /**
         * Checks the threshold.
         *
         * @throws IllegalArgumentException outside of (0, 1)
         */
        public LossChoice {
            if (!(threshold > 0 && threshold < 1)) {
                throw new IllegalArgumentException("threshold must lie between 0 and 1, found " + threshold);
            }
        }
    }

    /**
     * Binary cross-entropy.
     *
     * @param bceLoss whether it is used
     * @param bceSum sums over classes before the mean over the batch
     * @param bceTargetThresh above it a soft target becomes 1, else 0; null leaves targets as they are
     * @param bcePosWeight weight of positives, null for none
     */
    public record Bce(
            boolean bceLoss,
            boolean bceSum,
            @Nullable Double bceTargetThresh,
            @Nullable Double bcePosWeight) {}

    /**
     * Learning from a teacher.
     *
     * @param kdModelName the teacher, null for none
     * @param weights of the two losses
     * @param kdDistillType {@code logit}, {@code feature} or {@code token}
     * @param kdLossType {@code kl}
     * @param kdTemperature temperature of logits and soft tokens
     * @param kdTokenDistillType {@code soft} or {@code hard}
     * @param widths of features
     */
    public record Distillation(
            @Nullable String kdModelName,
            Weights weights,
            String kdDistillType,
            String kdLossType,
            double kdTemperature,
            String kdTokenDistillType,
            Widths widths) {
        /**
         * Checks the names.
         *
         * @throws IllegalArgumentException for another one
         */
        public Distillation {
            check("kd_distill_type", kdDistillType, List.of("logit", "feature", "token"));
            check("kd_loss_type", kdLossType, List.of("kl"));
            check("kd_token_distill_type", kdTokenDistillType, List.of("soft", "hard"));
        }

        private static void check(String option, String value, List<String> known) {
            if (!known.contains(value)) {
                throw new IllegalArgumentException(
                        option + " must be one of " + String.join(", ", known) + ", found '" + value + "'");
            }
        }
    }

    /**
     * Weights of the two losses of distillation. With the first given the second is 1 unless given too; with the second alone
     * the first is its complement to 1; with neither both are 1.
     *
     * @param distillLossWeight of the teacher's
     * @param taskLossWeight of the labels'
     */
    public record Weights(
            @Nullable Double distillLossWeight, @Nullable Double taskLossWeight) {
        /**
         * The teacher's weight.
         *
         * @return resolved
         */
        public double distill() {
            if (distillLossWeight != null) {
                return distillLossWeight;
            }
            return taskLossWeight == null ? 1 : 1 - taskLossWeight;
        }

        /**
         * The labels' weight.
         *
         * @return resolved
         */
        public double labels() {
            return taskLossWeight == null ? 1 : taskLossWeight;
        }
    }

    /**
     * Widths of features, null for the models' own.
     *
     * @param kdStudentFeatureDim of the student
     * @param kdTeacherFeatureDim of the teacher
     */
    public record Widths(
            @Nullable Integer kdStudentFeatureDim, @Nullable Integer kdTeacherFeatureDim) {}
}
