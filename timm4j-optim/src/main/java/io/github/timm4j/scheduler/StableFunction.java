package io.github.timm4j.scheduler;

import java.util.function.DoubleUnaryOperator;

/** The stable phases of {@link WsdSchedule}: the factor of the initial rate by the time since the warm-up. */
public final class StableFunction {
    private StableFunction() {}

    /**
     * Stays at the initial rate.
     *
     * @return 1 everywhere
     */
    public static DoubleUnaryOperator constant() {
        return t -> 1;
    }

    /**
     * The reciprocal square root of Scaling Vision Transformers (arXiv:2106.04560).
     *
     * @param timescale time in which the square doubles, above 0; usually the warm-up's length
     * @return {@code (1 + t / timescale)^-0.5}
     * @throws IllegalArgumentException where the timescale is not above 0
     */
    public static DoubleUnaryOperator rsqrt(double timescale) {
        return power(timescale, 0.5);
    }

    /**
     * The power law of the power scheduler (arXiv:2408.13359).
     *
     * @param timescale above 0
     * @param power above 0
     * @return {@code (1 + t / timescale)^-power}
     * @throws IllegalArgumentException where one is not above 0
     */
    public static DoubleUnaryOperator power(double timescale, double power) {
        if (!(timescale > 0)) {
            throw new IllegalArgumentException("stable_timescale must be above 0, got " + timescale
                    + "; it defaults to the warm-up's length, so set it where there is no warm-up");
        }
        if (!(power > 0)) {
            throw new IllegalArgumentException("stable_power must be above 0, got " + power);
        }
        return t -> Math.pow(1 + t / timescale, -power);
    }
}
