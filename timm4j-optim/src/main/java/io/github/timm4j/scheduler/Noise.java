package io.github.timm4j.scheduler;

/**
 * Random factors on the learning rate, drawn anew at each step from a seed and the time; equal to timm's draws.
 *
 * @param from time from which the noise is on
 * @param to time from which it is off again, may be infinite
 * @param distribution of the draws
 * @param limit the largest change as a fraction of the rate ({@code noise_pct}), above 0
 * @param deviation standard deviation of normal draws ({@code noise_std})
 * @param seed of the draws; the time is added to it
 */
public record Noise(double from, double to, Distribution distribution, double limit, double deviation, long seed) {
    /** How the draws are spread. */
    public enum Distribution {
        /** Normal; draws beyond the limit are repeated. */
        NORMAL,
        /** Uniform between the limits. */
        UNIFORM
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException where no normal draw could ever fit: the limit not above 0, no finite deviation
     */
    public Noise {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("noise_pct must be above 0, got " + limit);
        }
        if (!Double.isFinite(deviation)) {
            throw new IllegalArgumentException("noise_std must be finite, got " + deviation);
        }
    }

    boolean covers(long t) {
        return from <= t && t < to;
    }

    /** The relative change at a time, in (-limit, limit). */
    double factor(long t) {
        MersenneTwister random = new MersenneTwister(seed + t);
        if (distribution == Distribution.UNIFORM) {
            return 2 * (random.uniformFloat() - 0.5) * limit;
        }
        double draw;
        do {
            draw = random.normalFloat() * deviation;
        } while (!(Math.abs(draw) < limit));
        return draw;
    }
}
