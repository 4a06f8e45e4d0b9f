package io.github.timm4j.scheduler;

import java.util.OptionalLong;

/**
 * Half a cosine a cycle, with restarts (arXiv:1608.03983) and k-decay (arXiv:2004.05909); timm's CosineLRScheduler.
 *
 * @param length the first cycle's length, 1 or more
 * @param min the lowest rate, 0 or more
 * @param cycles restarts
 * @param kDecay exponent of the time within a cycle, 1 for the plain cosine
 */
public record CosineSchedule(long length, double min, Cycles cycles, double kDecay) implements Schedule {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException where the length is not positive or the minimum is negative
     */
    public CosineSchedule {
        Checks.lengthAndMinimum(length, min);
    }

    /**
     * A single fall to zero.
     *
     * @param length the cycle's length
     */
    public CosineSchedule(long length) {
        this(length, 0, Cycles.ONE, 1);
    }

    @Override
    public double rate(double base, double t) {
        return cycles.rate(
                base,
                t,
                length,
                min,
                (now, end) -> 0.5 * (1 + Math.cos(Math.PI * Math.pow(now, kDecay) / Math.pow(end, kDecay))));
    }

    @Override
    public OptionalLong cycleLength(int count) {
        return OptionalLong.of(cycles.total(length, count));
    }
}
