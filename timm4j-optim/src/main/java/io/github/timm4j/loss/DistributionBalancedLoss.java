package io.github.timm4j.loss;

import ai.djl.ndarray.NDArray;

/**
 * Sigmoid cross-entropy for long-tailed labels that occur together: terms are re-balanced by how often a sample would
 * be drawn for its other labels, and negatives are tolerated (DB, arXiv:2007.09654);
 * timm.loss.distribution_balanced_loss.
 *
 * <p>Dense targets {@code (batch, classes)}.
 */
public final class DistributionBalancedLoss extends ClassificationLoss {
    private final float[] inverseFrequency;
    private final float[] logitBias;
    private final Options options;

    /**
     * Timm's defaults.
     *
     * @param stats how often each class occurs in the training set
     */
    public DistributionBalancedLoss(ClassStats stats) {
        this(stats, Options.DEFAULT);
    }

    /**
     * Makes the loss; a class that never or always occurs counts as one sample short of that.
     *
     * @param stats how often each class occurs in the training set
     * @param options parameters
     * @throws IllegalArgumentException where there are fewer than two samples
     */
    public DistributionBalancedLoss(ClassStats stats, Options options) {
        super("DistributionBalancedLoss");
        if (stats.numSamples() < 2) {
            throw new IllegalArgumentException(
                    "the distribution of labels needs 2 samples or more, got " + stats.numSamples());
        }
        this.options = options;
        float[] counts = stats.posCounts();
        this.inverseFrequency = new float[counts.length];
        this.logitBias = new float[counts.length];
        for (int i = 0; i < counts.length; i++) {
            float count = Math.min(Math.max(counts[i], 1), stats.numSamples() - 1f);
            inverseFrequency[i] = 1 / count;
            float logOdds = (float) -Math.log(stats.numSamples() / count - 1);
            logitBias[i] = logOdds * (float) options.initBias / (float) options.negScale;
        }
    }

    @Override
    NDArray compute(NDArray logits, NDArray target) {
        checkClasses(logits);
        NDArray given = Targets.asDense(logits, target);
        NDArray y = Targets.smoothed(given, options.smoothing);
        NDArray z = logits.add(logits.getManager().create(logitBias));
        NDArray scaled = z.mul(options.negScale);
        NDArray positive = Formulas.softplus(z.neg());
        NDArray negative = Formulas.softplus(scaled).div(options.negScale);
        if (options.focalGamma > 0) {
            positive = positive.mul(focus(z.neg()));
            negative = negative.mul(focus(scaled));
        }
        NDArray losses = y.mul(positive).add(Formulas.oneMinus(y).mul(negative));
        return options.reduction.apply(losses.mul(balance(given)));
    }

    private NDArray focus(NDArray x) {
        return Formulas.sigmoid(x).pow(options.focalGamma).mul(options.focalBalance);
    }

    /** Between alpha and 1 + alpha; the most where a sample has no positive. */
    private NDArray balance(NDArray y) {
        NDArray inverse = y.getManager().create(inverseFrequency);
        NDArray repeats = y.mul(inverse).sum(new int[] {1}, true).maximum(Float.MIN_NORMAL);
        NDArray ratio = inverse.div(repeats);
        return Formulas.sigmoid(ratio.sub(options.balance.mu).mul(options.balance.beta))
                .add(options.balance.alpha);
    }

    private void checkClasses(NDArray logits) {
        if (logits.getShape().get(1) != inverseFrequency.length) {
            throw new IllegalArgumentException("the loss counts " + inverseFrequency.length
                    + " classes, the logits have shape " + logits.getShape());
        }
    }

    /**
     * Parameters of {@link DistributionBalancedLoss}.
     *
     * @param balance shape of the re-balancing
     * @param negScale scale of negative logits, above 0; 1 for none
     * @param initBias shift of the logits by each class's prior; 0 for none
     * @param focalGamma focus on hard examples; 0 for none, and no balance either
     * @param focalBalance constant scale of the focused loss
     * @param smoothing moves targets towards one half, in [0, 1)
     * @param reduction how values become one
     */
    public record Options(
            Balance balance,
            double negScale,
            double initBias,
            double focalGamma,
            double focalBalance,
            double smoothing,
            Reduction reduction) {
        /** Timm's defaults. */
        public static final Options DEFAULT = new Options(new Balance(0.1, 10, 0.2), 2, 0.05, 2, 2, 0, Reduction.MEAN);

        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException where one is out of its range
         */
        public Options {
            Targets.checkSmoothing(smoothing);
            if (!(negScale > 0)) {
                throw new IllegalArgumentException("neg_scale must be above 0, got " + negScale);
            }
        }
    }

    /**
     * Shape of the re-balancing, {@code alpha + sigmoid(beta * (ratio - mu))}.
     *
     * @param alpha lowest weight
     * @param beta steepness
     * @param mu threshold
     */
    public record Balance(double alpha, double beta, double mu) {}
}
