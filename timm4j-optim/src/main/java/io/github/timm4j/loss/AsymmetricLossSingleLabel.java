package io.github.timm4j.loss;

import ai.djl.ndarray.NDArray;

/**
 * The softmax form of the asymmetric loss (arXiv:2009.14119), for class indices {@code (batch)};
 * timm.loss.asymmetric_loss.
 */
public final class AsymmetricLossSingleLabel extends ClassificationLoss {
    private final double gammaPos;
    private final double gammaNeg;
    private final double smoothing;
    private final Reduction reduction;

    /** Focus 1 on the right class and 4 on the others, smoothing 0.1, mean. */
    public AsymmetricLossSingleLabel() {
        this(1, 4, 0.1, Reduction.MEAN);
    }

    /**
     * Makes the loss.
     *
     * @param gammaPos focus on the right class
     * @param gammaNeg focus on the others
     * @param smoothing share of a target that is spread over all classes, in [0, 1)
     * @param reduction mean over the batch; any other keeps one value a sample, as timm does
     * @throws IllegalArgumentException where the smoothing is out of its range
     */
    public AsymmetricLossSingleLabel(double gammaPos, double gammaNeg, double smoothing, Reduction reduction) {
        super("AsymmetricLossSingleLabel");
        Targets.checkSmoothing(smoothing);
        this.gammaPos = gammaPos;
        this.gammaNeg = gammaNeg;
        this.smoothing = smoothing;
        this.reduction = reduction;
    }

    @Override
    NDArray compute(NDArray logits, NDArray target) {
        NDArray y = Targets.oneHot(logits, target).toType(logits.getDataType(), false);
        NDArray notY = Formulas.oneMinus(y);
        NDArray logProbabilities = logits.logSoftmax(1);
        NDArray probabilities = logProbabilities.exp();
        NDArray right =
                probabilities.mul(y).add(Formulas.oneMinus(probabilities).mul(notY));
        NDArray gamma = y.mul(gammaPos).add(notY.mul(gammaNeg));
        NDArray focused = logProbabilities.mul(Formulas.oneMinus(right).pow(gamma));
        NDArray spread = y.mul(1 - smoothing).add(smoothing / logits.getShape().get(1));
        NDArray losses = focused.mul(spread).sum(new int[] {1}).neg();
        return reduction == Reduction.MEAN ? losses.mean() : losses;
    }
}
