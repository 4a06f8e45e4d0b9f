package io.github.timm4j.scheduler;

import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;

/**
 * Warm-up, stable phase, decay (MiniCPM, arXiv:2404.06395; cooldowns, arXiv:2405.18392); timm's WSDLRScheduler.
 *
 * <p>The warm-up always comes in front. The minimum is reached at {@code t = length}, one step after the last one
 * scheduled, so a short decay is better stepped by update.
 *
 * @param length stable phase and decay together, 1 or more
 * @param decayLength the decay, the last part of {@code length}; above 0
 * @param min the lowest rate, 0 or more
 * @param stable factor of the initial rate by the time since the warm-up, 1 at time 0 (see {@link StableFunction})
 * @param decay factor from 1 to 0 by the progress of the decay, from 0 to 1 (see {@link DecayFunction})
 */
public record WsdSchedule(
        long length, long decayLength, double min, DoubleUnaryOperator stable, DoubleUnaryOperator decay)
        implements Schedule {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException where a length or the minimum is out of its range
     */
    public WsdSchedule {
        Checks.lengthAndMinimum(length, min);
        if (decayLength <= 0 || decayLength > length) {
            throw new IllegalArgumentException(
                    "decay_t must be above 0 and at most t_initial = " + length + ", got " + decayLength);
        }
    }

    /**
     * A constant stable phase and the square-root cooldown, to zero.
     *
     * @param length stable phase and decay together
     * @param decayLength the decay
     */
    public WsdSchedule(long length, long decayLength) {
        this(length, decayLength, 0, StableFunction.constant(), DecayFunction.oneMinusSqrt());
    }

    @Override
    public double rate(double base, double t) {
        double steady = Math.max(base * stable.applyAsDouble(t), min);
        double decayed = t - (length - decayLength);
        if (decayed <= 0) {
            return steady;
        }
        return min + (steady - min) * decay.applyAsDouble(Math.min(decayed / decayLength, 1));
    }

    @Override
    public OptionalLong cycleLength(int cycles) {
        return OptionalLong.of(length);
    }

    @Override
    public boolean warmupAlwaysPrefix() {
        return true;
    }
}
