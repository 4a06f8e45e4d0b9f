package io.github.timm4j.train.ema;

import org.jspecify.annotations.Nullable;

/**
 * How an average follows the weights: timm.utils.model_ema's three versions.
 *
 * <p>All average parameters and buffers alike unless told otherwise. They differ in whole-number buffers, such as the
 * batches that a batch norm has seen: the first two versions average them and cut the fraction off, the third copies them.
 */
public sealed interface EmaRule {
    /** timm's default decay. */
    double DEFAULT_DECAY = 0.9999;

    /**
     * The share of the average that stays at an update.
     *
     * @param step number of optimizer updates done, or -1 where none is counted
     * @return from 0 (the weights replace the average) to 1 (the average stays)
     */
    double decay(long step);

    /**
     * The first version: one decay for all updates.
     *
     * @param decay share of the average that stays
     */
    record V1(double decay) implements EmaRule {
        /** Checks the range. */
        public V1 {
            check("decay", decay);
        }

        @Override
        public double decay(long step) {
            return decay;
        }
    }

    /**
     * The second version, whose numbers are those of the first; timm's two differ in how they find the model's arrays.
     *
     * @param decay share of the average that stays
     */
    record V2(double decay) implements EmaRule {
        /** Checks the range. */
        public V2 {
            check("decay", decay);
        }

        @Override
        public double decay(long step) {
            return decay;
        }
    }

    /**
     * The third version: it begins late, may warm up, and works over many tensors at once.
     *
     * @param decay share of the average that stays
     * @param minDecay least share once the warm-up has begun
     * @param updateAfterStep updates during which the average is just the weights
     * @param warmup how the decay climbs, null for not at all
     * @param excludeBuffers whether buffers are copied instead of averaged
     */
    record V3(
            double decay,
            double minDecay,
            long updateAfterStep,
            @Nullable Warmup warmup,
            boolean excludeBuffers) implements EmaRule {
        /** timm's defaults. */
        public static final V3 DEFAULTS = new V3(DEFAULT_DECAY, 0, 0, null, false);

        /** Checks the ranges. */
        public V3 {
            check("decay", decay);
            check("min decay", minDecay);
        }

        /**
         * The defaults with another decay.
         *
         * @param decay share of the average that stays
         * @return the rule
         */
        public static V3 of(double decay) {
            return new V3(decay, 0, 0, null, false);
        }

        @Override
        public double decay(long step) {
            if (step < 0) {
                return decay;
            }
            long counted = Math.max(0, step - updateAfterStep - 1);
            if (counted == 0) {
                return 0;
            }
            return warmup == null ? decay : Math.max(Math.min(warmup.decay(counted), decay), minDecay);
        }
    }

    /**
     * A decay that climbs as {@code 1 - (1 + step / gamma)^-power}, after Katherine Crowson. Power 2/3 reaches 0.999 after
     * 31,600 updates, 3/4 after 10,000.
     *
     * @param gamma updates by which time is measured
     * @param power how fast it climbs
     */
    record Warmup(double gamma, double power) {
        /** timm's defaults. */
        public static final Warmup DEFAULTS = new Warmup(1, 2.0 / 3);

        private double decay(long step) {
            return 1 - Math.pow(1 + step / gamma, -power);
        }
    }

    private static void check(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("the " + name + " of averaged weights is from 0 to 1, found " + value);
        }
    }
}
