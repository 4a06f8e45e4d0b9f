package io.github.timm4j.loss;

import ai.djl.ndarray.NDArray;

/**
 * Sigmoid cross-entropy that focuses on hard examples, negatives more than positives, and forgives easy negatives (ASL,
 * arXiv:2009.14119); dense targets {@code (batch, classes)}; timm.loss.asymmetric_loss.
 */
public final class AsymmetricLossMultiLabel extends ClassificationLoss {
    private final Builder options;

    /** Focus 4 on negatives and 1 on positives, margin 0.05, summed over classes and averaged over the batch. */
    public AsymmetricLossMultiLabel() {
        this(builder());
    }

    private AsymmetricLossMultiLabel(Builder options) {
        super("AsymmetricLossMultiLabel");
        Targets.checkSmoothing(options.smoothing);
        this.options = options.copy();
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
        NDArray y = Targets.smoothed(Targets.asDense(logits, target), options.smoothing);
        NDArray notY = Formulas.oneMinus(y);
        NDArray positive = Formulas.sigmoid(logits);
        NDArray negative = Formulas.oneMinus(positive);
        if (options.clip > 0) {
            negative = negative.add(options.clip).clip(0, 1);
        }
        NDArray likelihood = options.posWeight
                .times(y.mul(positive.clip(options.eps, 1).log()))
                .add(notY.mul(negative.clip(options.eps, 1).log()));
        if (options.gammaNeg > 0 || options.gammaPos > 0) {
            likelihood = likelihood.mul(focus(y, notY, positive, negative));
        }
        return options.reduction.apply(options.weight.times(likelihood.neg()));
    }

    /** The power of the probability still missing to the right answer. */
    private NDArray focus(NDArray y, NDArray notY, NDArray positive, NDArray negative) {
        NDArray right = positive.mul(y).add(negative.mul(notY));
        NDArray gamma = y.mul(options.gammaPos).add(notY.mul(options.gammaNeg));
        NDArray focus = Formulas.oneMinus(right).pow(gamma);
        return options.disableFocalGradient ? focus.stopGradient() : focus;
    }

    /** Options of {@link AsymmetricLossMultiLabel}. */
    public static final class Builder {
        private double gammaNeg = 4;
        private double gammaPos = 1;
        private double clip = 0.05;
        private double eps = 1e-8;
        private boolean disableFocalGradient;
        private double smoothing;
        private Reduction reduction = Reduction.BATCHMEAN;
        private ClassWeights weight = ClassWeights.NONE;
        private ClassWeights posWeight = ClassWeights.NONE;

        private Builder() {}

        private Builder copy() {
            return new Builder()
                    .gammaNeg(gammaNeg)
                    .gammaPos(gammaPos)
                    .clip(clip)
                    .eps(eps)
                    .disableFocalGradient(disableFocalGradient)
                    .smoothing(smoothing)
                    .reduction(reduction)
                    .weight(weight)
                    .posWeight(posWeight);
        }

        /**
         * Sets the focus on hard negatives.
         *
         * @param value exponent, default 4
         * @return this
         */
        public Builder gammaNeg(double value) {
            gammaNeg = value;
            return this;
        }

        /**
         * Sets the focus on hard positives.
         *
         * @param value exponent, default 1
         * @return this
         */
        public Builder gammaPos(double value) {
            gammaPos = value;
            return this;
        }

        /**
         * Sets the probability that negatives are forgiven.
         *
         * @param value margin, default 0.05; 0 for none
         * @return this
         */
        public Builder clip(double value) {
            clip = value;
            return this;
        }

        /**
         * Sets the lowest probability that a logarithm is taken of.
         *
         * @param value default 1e-8
         * @return this
         */
        public Builder eps(double value) {
            eps = value;
            return this;
        }

        /**
         * Keeps gradients out of the focus.
         *
         * @param value default false
         * @return this
         */
        public Builder disableFocalGradient(boolean value) {
            disableFocalGradient = value;
            return this;
        }

        /**
         * Moves targets towards one half.
         *
         * @param value in [0, 1); default 0
         * @return this
         */
        public Builder smoothing(double value) {
            smoothing = value;
            return this;
        }

        /**
         * Sets how values become one.
         *
         * @param value default batchmean
         * @return this
         */
        public Builder reduction(Reduction value) {
            reduction = value;
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
         * Makes the loss.
         *
         * @return the loss
         * @throws IllegalArgumentException where a value is out of its range
         */
        public AsymmetricLossMultiLabel build() {
            return new AsymmetricLossMultiLabel(this);
        }
    }
}
