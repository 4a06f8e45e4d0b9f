package io.github.timm4j.scheduler;

import java.util.function.DoubleUnaryOperator;

/** The cooldowns of {@link WsdSchedule}: a factor from 1 to 0 by the progress of the decay, from 0 to 1. */
public final class DecayFunction {
    private DecayFunction() {}

    /**
     * A straight line.
     *
     * @return {@code 1 - x}
     */
    public static DoubleUnaryOperator linear() {
        return x -> 1 - x;
    }

    /**
     * The cooldown that did best in arXiv:2405.18392.
     *
     * @return {@code 1 - sqrt(x)}
     */
    public static DoubleUnaryOperator oneMinusSqrt() {
        return x -> 1 - Math.sqrt(x);
    }

    /**
     * Half a cosine.
     *
     * @return {@code (1 + cos(pi x)) / 2}
     */
    public static DoubleUnaryOperator cosine() {
        return x -> 0.5 * (1 + Math.cos(Math.PI * x));
    }

    /**
     * A power of the progress.
     *
     * @param power above 0; 0.5 is {@link #oneMinusSqrt()}, 1 is {@link #linear()}
     * @return {@code 1 - x^power}
     * @throws IllegalArgumentException where the power is not above 0
     */
    public static DoubleUnaryOperator power(double power) {
        if (!(power > 0)) {
            throw new IllegalArgumentException("decay_power must be above 0, got " + power);
        }
        return x -> 1 - Math.pow(x, power);
    }

    /**
     * An exponential, shifted and scaled so that it reaches 0.
     *
     * @param ratio the exponential's value at the end before that, between 0 and 1
     * @return {@code (ratio^x - ratio) / (1 - ratio)}
     * @throws IllegalArgumentException where the ratio is out of its range
     */
    public static DoubleUnaryOperator exponential(double ratio) {
        if (!(ratio > 0 && ratio < 1)) {
            throw new IllegalArgumentException("decay_ratio must lie between 0 and 1, got " + ratio);
        }
        return x -> (Math.pow(ratio, x) - ratio) / (1 - ratio);
    }

    /**
     * The cooldown of a name, with timm's default for its parameter.
     *
     * @param name linear, 1-sqrt, cosine, power (0.5) or exp (0.1)
     * @return the function
     * @throws IllegalArgumentException for another name
     */
    public static DoubleUnaryOperator of(String name) {
        return switch (name) {
            case "linear" -> linear();
            case "1-sqrt" -> oneMinusSqrt();
            case "cosine" -> cosine();
            case "power" -> power(0.5);
            case "exp" -> exponential(0.1);
            default ->
                throw new IllegalArgumentException(
                        "Unknown decay function '" + name + "', expected one of linear, 1-sqrt, cosine, power, exp");
        };
    }
}
