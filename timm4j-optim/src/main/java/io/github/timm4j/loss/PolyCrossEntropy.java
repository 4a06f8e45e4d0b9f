package io.github.timm4j.loss;

import ai.djl.ndarray.NDArray;

/**
 * Softmax cross-entropy with a heavier first polynomial term (Poly-1, arXiv:2204.12511), for class indices
 * {@code (batch)} or distributions {@code (batch, classes)}; timm.loss.poly_loss.
 */
public final class PolyCrossEntropy extends ClassificationLoss {
    private final double epsilon;
    private final double smoothing;
    private final Reduction reduction;

    /** Coefficient 2, no smoothing, mean. */
    public PolyCrossEntropy() {
        this(2, 0, Reduction.MEAN);
    }

    /**
     * Makes the loss.
     *
     * @param epsilon coefficient of the term, 0 for plain cross-entropy
     * @param smoothing share of a class index that is spread over all classes, in [0, 1)
     * @param reduction mean or sum over the batch, or none for one value a sample
     * @throws IllegalArgumentException where a value is out of its range
     */
    public PolyCrossEntropy(double epsilon, double smoothing, Reduction reduction) {
        super("PolyCrossEntropy");
        Targets.checkSmoothing(smoothing);
        if (reduction == Reduction.BATCHMEAN) {
            throw new IllegalArgumentException("poly cross-entropy reduces by mean, sum or none, not by batchmean");
        }
        this.epsilon = epsilon;
        this.smoothing = smoothing;
        this.reduction = reduction;
    }

    @Override
    NDArray compute(NDArray logits, NDArray target) {
        NDArray logProbabilities = logits.logSoftmax(1);
        NDArray y = distribution(logits, target);
        NDArray losses = y.mul(logProbabilities).sum(new int[] {1}).neg();
        NDArray right = y.mul(logProbabilities.exp()).sum(new int[] {1});
        return reduction.apply(losses.add(Formulas.oneMinus(right).mul(epsilon)));
    }

    private NDArray distribution(NDArray logits, NDArray target) {
        if (Targets.dense(logits, target)) {
            return Targets.asDense(logits, target);
        }
        double off = smoothing / logits.getShape().get(1);
        return Targets.onOff(logits, target, 1 - smoothing + off, off);
    }
}
