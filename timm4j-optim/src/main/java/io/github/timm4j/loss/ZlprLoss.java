package io.github.timm4j.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Pushes positive logits above negative ones with zero between them (ZLPR, arXiv:2208.02955), averaged over the batch;
 * timm.loss.zlpr_loss.
 *
 * <p>Dense targets {@code (batch, classes)}, positive above one half.
 */
public final class ZlprLoss extends ClassificationLoss {
    /** Makes the loss, which has no parameters. */
    public ZlprLoss() {
        super("ZlprLoss");
    }

    @Override
    NDArray compute(NDArray logits, NDArray target) {
        NDArray positive = Targets.asDense(logits, target).gt(0.5);
        // the zero logit keeps the sums finite, so that what is left out can be minus infinity
        NDArray zeros = logits.getManager().zeros(new Shape(logits.getShape().get(0), 1), logits.getDataType());
        NDArray negatives = Formulas.keep(positive.logicalNot(), logits, Double.NEGATIVE_INFINITY);
        NDArray positives = Formulas.keep(positive, logits.neg(), Double.NEGATIVE_INFINITY);
        return Formulas.logSumExp(negatives.concat(zeros, 1), 1)
                .add(Formulas.logSumExp(positives.concat(zeros, 1), 1))
                .mean();
    }
}
