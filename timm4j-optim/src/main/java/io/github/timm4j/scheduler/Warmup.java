package io.github.timm4j.scheduler;

/**
 * A linear climb to the schedule's rate.
 *
 * @param length time it takes, 0 for none
 * @param initialRate the rate at time 0
 * @param prefix true adds the warm-up in front of the schedule; false takes it out of the schedule's own time
 */
public record Warmup(long length, double initialRate, boolean prefix) {
    /** No warm-up. */
    public static final Warmup NONE = new Warmup(0, 0, false);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException where one is negative
     */
    public Warmup {
        if (length < 0 || !(initialRate >= 0)) {
            throw new IllegalArgumentException(
                    "warmup_t and warmup_lr_init must be 0 or more, got " + length + " and " + initialRate);
        }
    }

    double rate(double target, long t) {
        return initialRate + t * ((target - initialRate) / length);
    }
}
