package io.github.timm4j.scheduler;

import java.util.OptionalLong;

/**
 * A power of the time left in a cycle, with restarts and k-decay (arXiv:2004.05909); timm's PolyLRScheduler.
 *
 * @param length the first cycle's length, 1 or more
 * @param power the exponent; 1 is a straight line
 * @param min the lowest rate, 0 or more
 * @param cycles restarts
 * @param kDecay exponent of the time within a cycle, 1 for none
 */
public record PolySchedule(long length, double power, double min, Cycles cycles, double kDecay) implements Schedule {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException where the length is not positive or the minimum is negative
     */
    public PolySchedule {
        Checks.lengthAndMinimum(length, min);
    }

    /**
     * A single fall to zero with the square root of the time left.
     *
     * @param length the cycle's length
     */
    public PolySchedule(long length) {
        this(length, 0.5, 0, Cycles.ONE, 1);
    }

    @Override
    public double rate(double base, double t) {
        return cycles.rate(
                base,
                t,
                length,
                min,
                (now, end) -> Math.pow(Math.max(0, 1 - Math.pow(now, kDecay) / Math.pow(end, kDecay)), power));
    }

    @Override
    public OptionalLong cycleLength(int count) {
        return OptionalLong.of(cycles.total(length, count));
    }
}
