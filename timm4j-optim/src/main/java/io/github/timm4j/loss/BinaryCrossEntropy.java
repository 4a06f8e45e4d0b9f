package io.github.timm4j.loss;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Sigmoid cross-entropy over classes, for class indices {@code (batch)} or dense targets {@code (batch, classes)};
 * timm.loss.binary_cross_entropy.
 */
public final class BinaryCrossEntropy extends ClassificationLoss {
    private final double smoothing;
    private final @Nullable Double targetThreshold;
    private final ClassWeights weight;
    private final ClassWeights posWeight;
    private final Reduction reduction;
    private final boolean sumClasses;
    private final boolean smoothDense;

    /** Smoothing 0.1 of class indices, mean over batch and classes. */
    public BinaryCrossEntropy() {
        this(builder());
    }

    private BinaryCrossEntropy(Builder options) {
        super("BinaryCrossEntropy");
        Targets.checkSmoothing(options.smoothing);
        if (options.reduction == Reduction.BATCHMEAN) {
            throw new IllegalArgumentException("binary cross-entropy reduces by mean, sum or none, not by batchmean");
        }
        this.smoothing = options.smoothing;
        this.targetThreshold = options.targetThreshold;
        this.weight = options.weight;
        this.posWeight = options.posWeight;
        this.reduction = options.reduction;
        this.sumClasses = options.sumClasses;
        this.smoothDense = options.smoothDense;
    }

    /**
     * Starts from timm's defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    NDArray compute(NDArray logits, NDArray target) {
        NDArray y = prepared(logits, target);
        NDArray losses = weight.times(Formulas.binaryCrossEntropy(logits, y, posWeight));
        return sumClasses ? losses.sum(new int[] {1}).mean() : reduction.apply(losses);
    }

    private NDArray prepared(NDArray logits, NDArray target) {
        NDArray y;
        if (Targets.dense(logits, target)) {
            y = Targets.smoothed(Targets.asDense(logits, target), smoothDense ? smoothing : 0);
        } else {
            double off = smoothing / logits.getShape().get(1);
            y = Targets.onOff(logits, target, 1 - smoothing + off, off);
        }
        return targetThreshold == null ? y : y.gt(targetThreshold).toType(y.getDataType(), false);
    }

    /** Options of {@link BinaryCrossEntropy}. */
    public static final class Builder {
        private double smoothing = 0.1;
        private @Nullable Double targetThreshold;
        private ClassWeights weight = ClassWeights.NONE;
        private ClassWeights posWeight = ClassWeights.NONE;
        private Reduction reduction = Reduction.MEAN;
        private boolean sumClasses;
        private boolean smoothDense;

        private Builder() {}

        /**
         * Sets the share of a class index that is spread over all classes.
         *
         * @param value in [0, 1); default 0.1
         * @return this
         */
        public Builder smoothing(double value) {
            smoothing = value;
            return this;
        }

        /**
         * Makes targets binary.
         *
         * @param value above it a target becomes 1, else 0; null, the default, leaves targets as they are
         * @return this
         */
        public Builder targetThreshold(@Nullable Double value) {
            targetThreshold = value;
            return this;
        }

        /**
         * Weights classes.
         *
         * @param value one for all or one a class; default none
         * @return this
         */
        public Builder weight(ClassWeights value) {
            weight = value;
            return this;
        }

        /**
         * Weights the positive terms.
         *
         * @param value one for all or one a class; default none
         * @return this
         */
        public Builder posWeight(ClassWeights value) {
            posWeight = value;
            return this;
        }

        /**
         * Sets how values become one.
         *
         * @param value mean, the default, sum or none
         * @return this
         */
        public Builder reduction(Reduction value) {
            reduction = value;
            return this;
        }

        /**
         * Sums over classes before the mean over the batch, whatever the reduction.
         *
         * @param value default false
         * @return this
         */
        public Builder sumClasses(boolean value) {
            sumClasses = value;
            return this;
        }

        /**
         * Smooths dense targets too, each towards one half.
         *
         * @param value default false
         * @return this
         */
        public Builder smoothDense(boolean value) {
            smoothDense = value;
            return this;
        }

        /**
         * Makes the loss.
         *
         * @return the loss
         * @throws IllegalArgumentException where a value is out of its range
         */
        public BinaryCrossEntropy build() {
            return new BinaryCrossEntropy(this);
        }
    }
}
