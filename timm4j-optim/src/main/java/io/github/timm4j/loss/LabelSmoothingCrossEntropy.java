package io.github.timm4j.loss;

import ai.djl.ndarray.NDArray;

/**
 * Softmax cross-entropy of class indices {@code (batch)} with a share of each target spread over all classes, averaged;
 * timm.loss.cross_entropy.
 */
public final class LabelSmoothingCrossEntropy extends ClassificationLoss {
    private final double smoothing;

    /** Spreads a tenth. */
    public LabelSmoothingCrossEntropy() {
        this(0.1);
    }

    /**
     * Makes the loss.
     *
     * @param smoothing the share spread, in [0, 1)
     * @throws IllegalArgumentException where it is out of its range
     */
    public LabelSmoothingCrossEntropy(double smoothing) {
        super("LabelSmoothingCrossEntropy");
        Targets.checkSmoothing(smoothing);
        this.smoothing = smoothing;
    }

    @Override
    NDArray compute(NDArray logits, NDArray target) {
        NDArray logProbabilities = logits.logSoftmax(1);
        NDArray likelihood = logProbabilities.gather(Targets.asIndex(logits, target), 1);
        NDArray spread = logProbabilities.mean(new int[] {1}, true);
        return likelihood.mul(1 - smoothing).add(spread.mul(smoothing)).mean().neg();
    }
}
