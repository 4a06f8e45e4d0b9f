package io.github.timm4j.loss;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Sigmoid cross-entropy or focal loss with a heavier first polynomial term (Poly-1, arXiv:2204.12511); dense targets
 * {@code (batch, classes)}; timm.loss.poly_loss.
 */
public final class PolyBinaryCrossEntropy extends ClassificationLoss {
    private final double epsilon;
    private final double gamma;
    private final @Nullable Double alpha;
    private final double smoothing;
    private final Reduction reduction;

    /** Coefficient 2, no focus, no balance, no smoothing, mean. */
    public PolyBinaryCrossEntropy() {
        this(2, 0, null, 0, Reduction.MEAN);
    }

    /**
     * Makes the loss.
     *
     * @param epsilon coefficient of the term, 0 for none
     * @param gamma focus on hard examples, 0 for none
     * @param alpha weight of positives in [0, 1], negatives having the rest; null for equal weights of 1
     * @param smoothing moves targets towards one half, in [0, 1)
     * @param reduction how values become one
     * @throws IllegalArgumentException where a value is out of its range
     */
    public PolyBinaryCrossEntropy(
            double epsilon, double gamma, @Nullable Double alpha, double smoothing, Reduction reduction) {
        super("PolyBinaryCrossEntropy");
        Targets.checkSmoothing(smoothing);
        if (alpha != null && !(alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException("alpha must lie in [0, 1], got " + alpha);
        }
        this.epsilon = epsilon;
        this.gamma = gamma;
        this.alpha = alpha;
        this.smoothing = smoothing;
        this.reduction = reduction;
    }

    @Override
    NDArray compute(NDArray logits, NDArray target) {
        NDArray y = Targets.smoothed(Targets.asDense(logits, target), smoothing);
        NDArray notY = Formulas.oneMinus(y);
        NDArray positive = Formulas.sigmoid(logits);
        NDArray right = y.mul(positive).add(notY.mul(Formulas.oneMinus(positive)));
        NDArray missing = Formulas.oneMinus(right);
        NDArray losses = Formulas.binaryCrossEntropy(logits, y, ClassWeights.NONE);
        NDArray poly = missing;
        if (gamma != 0) {
            NDArray focus = missing.pow(gamma);
            losses = losses.mul(focus);
            poly = poly.mul(focus);
        }
        losses = losses.add(poly.mul(epsilon));
        if (alpha != null) {
            losses = losses.mul(y.mul(alpha).add(notY.mul(1 - alpha)));
        }
        return reduction.apply(losses);
    }
}
