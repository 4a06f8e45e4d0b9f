package io.github.timm4j.loss;

import java.util.List;

/** Makes the training loss of a classification task; source: timm.loss._loss_factory. */
public final class LossFactory {
    private LossFactory() {}

    /**
     * Makes a loss.
     *
     * @param options which one, for which targets
     * @return the loss
     * @throws IllegalArgumentException where options are missing, out of range, of another loss, or exclude each other
     */
    public static ClassificationLoss createClassificationLoss(LossOptions options) {
        LossType type = options.type();
        check(options, type);
        LossOptions.Labels labels = options.labels();
        return switch (type) {
            case CE -> crossEntropy(labels);
            case BCE -> binaryCrossEntropy(options);
            case ASL -> labels.multiLabel() ? asymmetricMultiLabel(options) : asymmetricSingleLabel(options);
            case POLY -> poly(options);
            case JSD -> jsd(labels);
            case TWOWAY ->
                new TwoWayLoss(options.twoWay().tp(), options.twoWay().tn());
            case ZLPR -> new ZlprLoss();
            case DB -> distributionBalanced(options);
        };
    }

    private static void check(LossOptions options, LossType type) {
        LossOptions.Labels labels = options.labels();
        LossOptions.Weights weights = options.weights();
        boolean ranking = type == LossType.TWOWAY || type == LossType.ZLPR;
        boolean weighted = type == LossType.BCE || (type == LossType.ASL && labels.multiLabel());
        refuse(labels.multiLabel() && !type.multiLabel(), type, "does not support multi-label targets");
        refuse(!labels.multiLabel() && (ranking || type == LossType.DB), type, "requires multi-label targets");
        refuse(
                !weighted
                        && !(weights.classWeight().isNone()
                                && weights.posWeight().isNone()),
                type,
                "takes no class or positive weights, which are for bce and multi-label asl");
        refuse(
                type != LossType.BCE
                        && (options.bce().targetThresh() != null
                                || options.bce().sum()),
                type,
                "takes no target threshold and no sum, which are for bce");
        refuse(
                type != LossType.DB && (weights.classCounts() != null || weights.numSamples() != null),
                type,
                "takes no class counts, which are for db");
        refuse(
                ranking && (labels.softTargets() || labels.smoothing() != 0),
                type,
                "requires binary targets: it does not support soft targets or smoothing");
    }

    private static void refuse(boolean wrong, LossType type, String why) {
        if (wrong) {
            throw new IllegalArgumentException("loss type '" + type.key() + "' " + why);
        }
    }

    private static ClassificationLoss crossEntropy(LossOptions.Labels labels) {
        if (labels.softTargets()) {
            return new SoftTargetCrossEntropy();
        }
        return labels.smoothing() == 0 ? new CrossEntropy() : new LabelSmoothingCrossEntropy(labels.smoothing());
    }

    private static ClassificationLoss binaryCrossEntropy(LossOptions options) {
        return BinaryCrossEntropy.builder()
                .smoothing(options.labels().effectiveSmoothing())
                .smoothDense(options.labels().multiLabel())
                .targetThreshold(options.bce().targetThresh())
                .weight(options.weights().classWeight())
                .posWeight(options.weights().posWeight())
                .sumClasses(options.bce().sum())
                .build();
    }

    private static ClassificationLoss asymmetricMultiLabel(LossOptions options) {
        return AsymmetricLossMultiLabel.builder()
                .gammaPos(options.asl().gammaPos())
                .gammaNeg(options.asl().gammaNeg())
                .clip(options.asl().clip())
                .smoothing(options.labels().effectiveSmoothing())
                .reduction(options.asl().reduction())
                .weight(options.weights().classWeight())
                .posWeight(options.weights().posWeight())
                .build();
    }

    private static ClassificationLoss asymmetricSingleLabel(LossOptions options) {
        LossOptions.Asl asl = options.asl();
        refuse(
                options.labels().softTargets(),
                LossType.ASL,
                "with one label a sample requires class indices: it does not support soft targets");
        refuse(
                asl.reduction() != Reduction.BATCHMEAN,
                LossType.ASL,
                "with one label a sample reduces by batchmean only");
        return new AsymmetricLossSingleLabel(
                asl.gammaPos(), asl.gammaNeg(), options.labels().smoothing(), Reduction.MEAN);
    }

    private static ClassificationLoss poly(LossOptions options) {
        LossOptions.Poly poly = options.poly();
        double smoothing = options.labels().effectiveSmoothing();
        if (options.labels().multiLabel()) {
            return new PolyBinaryCrossEntropy(poly.epsilon(), poly.gamma(), poly.alpha(), smoothing, Reduction.MEAN);
        }
        refuse(
                poly.gamma() != 0 || poly.alpha() != null,
                LossType.POLY,
                "with one label a sample takes no gamma and no alpha");
        return new PolyCrossEntropy(poly.epsilon(), smoothing, Reduction.MEAN);
    }

    private static ClassificationLoss jsd(LossOptions.Labels labels) {
        refuse(
                labels.jsdSplits() < 2,
                LossType.JSD,
                "requires 2 augmentation splits or more, got " + labels.jsdSplits());
        return new JsdCrossEntropy(labels.jsdSplits(), 12, labels.smoothing());
    }

    private static ClassificationLoss distributionBalanced(LossOptions options) {
        LossOptions.Db db = options.db();
        List<Float> counts = options.weights().classCounts();
        Integer samples = options.weights().numSamples();
        if (counts == null || samples == null) {
            throw new IllegalArgumentException("loss type 'db' requires class counts and the number of samples");
        }
        DistributionBalancedLoss.Options defaults = DistributionBalancedLoss.Options.DEFAULT;
        return new DistributionBalancedLoss(
                new ClassStats(WeightText.floats(counts), samples),
                new DistributionBalancedLoss.Options(
                        defaults.balance(),
                        db.negScale(),
                        db.initBias(),
                        db.focalGamma(),
                        defaults.focalBalance(),
                        options.labels().effectiveSmoothing(),
                        Reduction.MEAN));
    }
}
