package io.github.timm4j.loss;

import ai.djl.ndarray.NDArray;

/**
 * Sets the hardest negative against the hardest positive, among the classes of each sample and among the samples of
 * each class (Two-way Multi-Label Loss, Kobayashi, CVPR 2023); timm.loss.two_way_loss.
 *
 * <p>Dense targets {@code (batch, classes)}, positive above one half. Samples and classes without a positive do not
 * count in their direction. The logits become ranking scores, not probabilities.
 */
public final class TwoWayLoss extends ClassificationLoss {
    // finite, so that a line without any valid entry gives no infinity less infinity in the backward pass
    private static final double MASKED = -1e4;

    private final double tp;
    private final double tn;

    /** Temperatures 4 for positives, 1 for negatives. */
    public TwoWayLoss() {
        this(4, 1);
    }

    /**
     * Makes the loss.
     *
     * @param tp temperature of the minimum over positive logits, above 0
     * @param tn temperature of the maximum over negative logits, above 0
     * @throws IllegalArgumentException where one is not above 0
     */
    public TwoWayLoss(double tp, double tn) {
        super("TwoWayLoss");
        if (!(tp > 0 && tn > 0)) {
            throw new IllegalArgumentException("tp and tn must be above 0, got " + tp + " and " + tn);
        }
        this.tp = tp;
        this.tn = tn;
    }

    @Override
    NDArray compute(NDArray logits, NDArray target) {
        NDArray y = Targets.asDense(logits, target);
        NDArray positive = y.gt(0.5);
        NDArray positives = Formulas.keep(positive, logits.neg().div(tp), MASKED);
        NDArray negatives = Formulas.keep(positive.logicalNot(), logits.div(tn), MASKED);
        NDArray count = positive.toType(logits.getDataType(), true);
        return direction(positives, negatives, count, 0).add(direction(positives, negatives, count, 1));
    }

    /** The mean over the lines along an axis that have a positive, 0 where none has. */
    private NDArray direction(NDArray positives, NDArray negatives, NDArray count, int axis) {
        NDArray hardPositive = Formulas.logSumExp(positives, axis).mul(tp);
        NDArray hardNegative = Formulas.logSumExp(negatives, axis).mul(tn);
        NDArray valid = count.sum(new int[] {axis}).gt(0);
        NDArray losses = Formulas.keep(valid, Formulas.softplus(hardNegative.add(hardPositive)), 0);
        NDArray lines = valid.toType(count.getDataType(), true).sum().maximum(1);
        return losses.sum().div(lines);
    }
}
