package io.github.timm4j.scheduler;

/**
 * When a metric counts as stuck and what follows; the rules of PyTorch's ReduceLROnPlateau.
 *
 * @param decayRate factor of each drop, below 1
 * @param patience evaluations without improvement that are let pass
 * @param threshold relative improvement that counts as one
 * @param cooldown evaluations after a drop that are not counted
 * @param min the lowest rate
 * @param mode whether the metric should rise or fall
 */
public record Plateau(double decayRate, int patience, double threshold, int cooldown, double min, Mode mode) {
    private static final double SMALLEST_DROP = 1e-8;

    /** The direction in which a metric improves. */
    public enum Mode {
        /** Lower is better, as for a loss. */
        MIN,
        /** Higher is better, as for an accuracy. */
        MAX;

        /**
         * Finds a mode by name.
         *
         * @param name min or max
         * @return the mode
         * @throws IllegalArgumentException for another name
         */
        public static Mode of(String name) {
            return Checks.named(values(), "plateau mode", name);
        }

        double worst() {
            return this == MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        }
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException where the factor would not lower the rate
     */
    public Plateau {
        if (!(decayRate < 1)) {
            throw new IllegalArgumentException("decay_rate of a plateau schedule must be below 1, got " + decayRate);
        }
    }

    boolean improves(double metric, double best) {
        return mode == Mode.MIN ? metric < best * (1 - threshold) : metric > best * (1 + threshold);
    }

    double lowered(double rate) {
        double lower = Math.max(rate * decayRate, min);
        return rate - lower > SMALLEST_DROP ? lower : rate;
    }
}
