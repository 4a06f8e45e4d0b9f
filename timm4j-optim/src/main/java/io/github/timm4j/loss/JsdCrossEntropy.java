package io.github.timm4j.loss;

import ai.djl.ndarray.NDArray;

/**
 * Cross-entropy of the clean part of a batch, plus the Jensen-Shannon divergence between the predictions for all its
 * augmented copies (AugMix, arXiv:1912.02781); timm.loss.jsd.
 *
 * <p>The batch is the clean images followed by their copies in the same order; targets are class indices
 * {@code (batch)}, or without smoothing distributions, of which only those of the clean part count.
 */
public final class JsdCrossEntropy extends ClassificationLoss {
    private final int splits;
    private final double alpha;
    private final ClassificationLoss crossEntropy;

    /** Three parts, divergence weighted by 12, smoothing 0.1. */
    public JsdCrossEntropy() {
        this(3, 12, 0.1);
    }

    /**
     * Makes the loss.
     *
     * @param splits parts of the batch, 1 or more
     * @param alpha weight of the divergence
     * @param smoothing label smoothing of the cross-entropy
     * @throws IllegalArgumentException where a value is out of its range
     */
    public JsdCrossEntropy(int splits, double alpha, double smoothing) {
        super("JsdCrossEntropy");
        if (splits < 1) {
            throw new IllegalArgumentException("num_splits must be 1 or more, got " + splits);
        }
        this.splits = splits;
        this.alpha = alpha;
        this.crossEntropy = smoothing == 0 ? new CrossEntropy() : new LabelSmoothingCrossEntropy(smoothing);
    }

    @Override
    NDArray compute(NDArray logits, NDArray target) {
        long batch = logits.getShape().get(0);
        if (batch % splits != 0 || target.getShape().get(0) != batch) {
            throw new IllegalArgumentException("expected a batch that splits into " + splits
                    + " equal parts with a target each, got logits " + logits.getShape() + " and targets "
                    + target.getShape());
        }
        long part = batch / splits;
        NDArray clean = logits.get("0:" + part);
        NDArray cleanTarget = target.get("0:" + part);
        // logarithms straight from the logits: finite even where a probability is not above zero
        NDArray logProbabilities = logits.logSoftmax(1).reshape(splits, part, -1);
        NDArray probabilities = logits.softmax(1).reshape(splits, part, -1);
        // the mixture is kept from zero, where the divergence would explode
        NDArray logMixture = probabilities.mean(new int[] {0}).clip(1e-7, 1).log();
        NDArray divergence =
                probabilities.mul(logProbabilities.sub(logMixture)).sum().mul((float) (alpha / splits / part));
        return crossEntropy.compute(clean, cleanTarget).add(divergence);
    }
}
