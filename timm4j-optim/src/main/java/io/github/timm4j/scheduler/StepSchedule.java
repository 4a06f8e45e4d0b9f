package io.github.timm4j.scheduler;

/**
 * A constant factor at regular intervals; timm's StepLRScheduler.
 *
 * @param interval time between two drops, above 0; need not be whole
 * @param decayRate factor of each drop
 */
public record StepSchedule(double interval, double decayRate) implements Schedule {
    /** Never drops: what remains is warm-up and the groups' scales. */
    public static final StepSchedule CONSTANT = new StepSchedule(1, 1);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException where the interval is not above 0
     */
    public StepSchedule {
        if (!(interval > 0)) {
            throw new IllegalArgumentException("decay_t must be above 0, got " + interval);
        }
    }

    @Override
    public double rate(double base, double t) {
        return base * Math.pow(decayRate, wholeIntervals(t));
    }

    /** As Python's {@code //}: from the exact remainder, because the rounded quotient may be one too high. */
    private double wholeIntervals(double t) {
        return Math.rint((t - t % interval) / interval);
    }
}
