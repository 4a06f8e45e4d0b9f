package io.github.timm4j.scheduler;

import java.util.OptionalLong;

/**
 * A hyperbolic tangent a cycle (arXiv:1806.01593), with restarts; timm's TanhLRScheduler.
 *
 * @param length the first cycle's length, 1 or more
 * @param lower the tangent's argument at a cycle's start
 * @param upper the tangent's argument at a cycle's end, above {@code lower}
 * @param min the lowest rate, 0 or more
 * @param cycles restarts
 */
public record TanhSchedule(long length, double lower, double upper, double min, Cycles cycles) implements Schedule {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException where the length is not positive, the minimum negative or the bounds out of
     *     order
     */
    public TanhSchedule {
        Checks.lengthAndMinimum(length, min);
        if (!(lower < upper)) {
            throw new IllegalArgumentException("lb must be below ub, got " + lower + " and " + upper);
        }
    }

    /**
     * A single fall to zero over the usual stretch of the curve, -7 to 3.
     *
     * @param length the cycle's length
     */
    public TanhSchedule(long length) {
        this(length, -7, 3, 0, Cycles.ONE);
    }

    @Override
    public double rate(double base, double t) {
        return cycles.rate(base, t, length, min, (now, end) -> {
            double fraction = now / end;
            return 0.5 * (1 - Math.tanh(lower * (1 - fraction) + upper * fraction));
        });
    }

    @Override
    public OptionalLong cycleLength(int count) {
        return OptionalLong.of(cycles.total(length, count));
    }

    @Override
    public double warmupTarget(double base, long warmupLength) {
        return rate(base, (double) warmupLength);
    }
}
