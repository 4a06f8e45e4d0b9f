package io.github.timm4j.scheduler;

import io.github.timm4j.config.Name;
import java.util.function.DoubleBinaryOperator;

/**
 * Warm restarts (Loshchilov and Hutter, arXiv:1608.03983).
 *
 * @param mul how many times longer each cycle is than the one before; above 0
 * @param decay how many times higher each cycle starts than the one before
 * @param limit the number of cycles; the rate stays at its minimum afterwards
 */
public record Cycles(
        @Name("cycle_mul") double mul,
        @Name("cycle_decay") double decay,
        @Name("cycle_limit") int limit) {
    /** One cycle, no restart. */
    public static final Cycles ONE = new Cycles(1, 1, 1);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException where the factor is not above 0 or the limit is negative
     */
    public Cycles {
        if (!(mul > 0)) {
            throw new IllegalArgumentException("cycle_mul must be above 0, got " + mul);
        }
        if (limit < 0) {
            throw new IllegalArgumentException("cycle_limit must be 0 or more, got " + limit);
        }
    }

    /**
     * The rate at a time, for a cycle's shape that falls from 1 to 0.
     *
     * @param shape of the time since the cycle's start and the cycle's length
     */
    double rate(double base, double t, long first, double min, DoubleBinaryOperator shape) {
        double start;
        double length;
        int index;
        if (mul == 1) {
            index = (int) Math.floor(t / first);
            length = first;
            start = (double) first * index;
        } else {
            // a growth below 1 has a finite end, past which the logarithm does not exist
            double growth = 1 - t / first * (1 - mul);
            index = growth > 0 ? (int) Math.floor(Math.log(growth) / Math.log(mul)) : limit;
            length = Math.pow(mul, index) * first;
            start = (1 - Math.pow(mul, index)) / (1 - mul) * first;
        }
        if (index >= limit) {
            return min;
        }
        // rounding can put the start of a stretched cycle a hair after its first step
        double elapsed = Math.max(0, t - start);
        return min + (base * Math.pow(decay, index) - min) * shape.applyAsDouble(elapsed, length);
    }

    long total(long first, int cycles) {
        int count = Math.max(1, cycles == 0 ? limit : cycles);
        if (mul == 1) {
            return first * count;
        }
        return (long) Math.floor(-first * (Math.pow(mul, count) - 1) / (1 - mul));
    }
}
