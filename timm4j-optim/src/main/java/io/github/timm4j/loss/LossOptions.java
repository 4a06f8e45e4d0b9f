package io.github.timm4j.loss;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.Name;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that timm's create_classification_loss takes.
 *
 * @param lossType which loss; null for bce with several labels a sample and ce with one
 * @param labels what targets look like
 * @param weights what is known of the classes
 * @param bce parameters of bce
 * @param asl parameters of asl
 * @param poly parameters of poly
 * @param twoWay parameters of twoway
 * @param db parameters of db
 */
public record LossOptions(
        @Nullable LossType lossType,
        Labels labels,
        Weights weights,
        Bce bce,
        Asl asl,
        Poly poly,
        TwoWay twoWay,
        Db db) {

    /**
     * What targets look like.
     *
     * @param multiLabel true for dense independent labels {@code (batch, classes)}
     * @param softTargets true for distributions, already smoothed, in place of class indices
     * @param smoothing label smoothing, not used for soft targets
     * @param jsdSplits number of augmentation splits of the batch, for jsd
     */
    public record Labels(boolean multiLabel, boolean softTargets, double smoothing, int jsdSplits) {
        double effectiveSmoothing() {
            return softTargets ? 0 : smoothing;
        }
    }

    /**
     * What is known of the classes.
     *
     * @param classWeight weights of classes, for bce and multi-label asl
     * @param posWeight weights of positive terms, for bce and multi-label asl
     * @param classCounts samples with each class, for db
     * @param numSamples samples in all, for db
     */
    public record Weights(
            ClassWeights classWeight,
            ClassWeights posWeight,
            @Nullable List<Float> classCounts,
            @Nullable Integer numSamples) {
        /** Copies the counts. */
        public Weights {
            classCounts = classCounts == null ? null : List.copyOf(classCounts);
        }
    }

    /**
     * Parameters of {@link BinaryCrossEntropy}.
     *
     * @param targetThresh above it a target becomes 1, else 0; null leaves targets as they are
     * @param sum sums over classes before the mean over the batch
     */
    public record Bce(
            @Name("bce_target_thresh") @Nullable Double targetThresh,
            @Name("bce_sum") boolean sum) {}

    /**
     * Parameters of {@link AsymmetricLossMultiLabel} and {@link AsymmetricLossSingleLabel}.
     *
     * @param gammaPos focus on positives
     * @param gammaNeg focus on negatives
     * @param clip margin of negatives, 0 for none; multi-label only
     * @param reduction how values become one; multi-label only
     */
    public record Asl(
            @Name("asl_gamma_pos") double gammaPos,
            @Name("asl_gamma_neg") double gammaNeg,
            @Name("asl_clip") double clip,
            @Name("asl_reduction") Reduction reduction) {}

    /**
     * Parameters of {@link PolyBinaryCrossEntropy} and {@link PolyCrossEntropy}.
     *
     * @param epsilon coefficient of the first polynomial term
     * @param gamma focus, 0 for none; multi-label only
     * @param alpha balance, null for none; multi-label only
     */
    public record Poly(
            @Name("poly_epsilon") double epsilon,
            @Name("poly_gamma") double gamma,
            @Name("poly_alpha") @Nullable Double alpha) {}

    /**
     * Parameters of {@link TwoWayLoss}.
     *
     * @param tp temperature of positives
     * @param tn temperature of negatives
     */
    public record TwoWay(
            @Name("twoway_tp") double tp, @Name("twoway_tn") double tn) {}

    /**
     * Parameters of {@link DistributionBalancedLoss}.
     *
     * @param negScale scale of negative logits, 1 for none
     * @param initBias shift by each class's prior, 0 for none
     * @param focalGamma focus, 0 for none
     */
    public record Db(
            @Name("db_neg_scale") double negScale,
            @Name("db_init_bias") double initBias,
            @Name("db_focal_gamma") double focalGamma) {}

    /**
     * Reads timm's named arguments; what is not given, or null, has timm's default.
     *
     * @param arguments names as in create_classification_loss
     * @return the options
     * @throws IllegalArgumentException for an unknown name or a value that does not fit
     */
    public static LossOptions of(Arguments arguments) {
        boolean noClip = arguments.has("asl_clip") && arguments.get("asl_clip") == null;
        Arguments given = noClip ? arguments.with("asl_clip", 0) : arguments;
        return given.withoutNulls().bindTo(builder(null).build());
    }

    /**
     * Starts from timm's defaults.
     *
     * @param lossType which loss; null for bce with several labels a sample and ce with one
     * @return a builder
     */
    public static LossOptionsBuilder builder(@Nullable LossType lossType) {
        return new LossOptionsBuilder(lossType);
    }

    LossType type() {
        return lossType != null ? lossType : labels.multiLabel ? LossType.BCE : LossType.CE;
    }
}
