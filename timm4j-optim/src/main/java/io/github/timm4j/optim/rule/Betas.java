package io.github.timm4j.optim.rule;

import io.github.timm4j.config.Codec;
import io.github.timm4j.config.Coded;
import java.util.List;

/**
 * Decay rates of the running averages, two or three of them.
 *
 * @param values each in [0, 1)
 */
@Coded(Betas.FromList.class)
public record Betas(List<Double> values) {

    /** Betas are given and saved as a list. */
    static final class FromList implements Codec<Betas> {
        @Override
        public Betas read(Object value) {
            return new Betas(Numbers.list(value));
        }

        @Override
        public Object write(Betas betas) {
            return betas.values();
        }
    }

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if there are fewer than two or more than three, or one is outside [0, 1)
     */
    public Betas {
        values = List.copyOf(values);
        if (values.size() < 2 || values.size() > 3) {
            throw new IllegalArgumentException("betas must be 2 or 3 numbers, found " + values);
        }
        for (double beta : values) {
            if (!(beta >= 0 && beta < 1)) {
                throw new IllegalArgumentException("betas must be at least 0 and below 1, found " + values);
            }
        }
    }

    /**
     * Two rates.
     *
     * @param first decay of the gradient's average
     * @param second decay of the squared gradient's average
     * @return the pair
     */
    public static Betas of(double first, double second) {
        return new Betas(List.of(first, second));
    }

    /**
     * Three rates.
     *
     * @param first decay of the gradient's average
     * @param second decay of the gradient difference's average
     * @param third decay of the squared average
     * @return the triple
     */
    public static Betas of(double first, double second, double third) {
        return new Betas(List.of(first, second, third));
    }

    /**
     * The first rate.
     *
     * @return decay of the gradient's average
     */
    public double first() {
        return values.get(0);
    }

    /**
     * The second rate.
     *
     * @return decay of the second average
     */
    public double second() {
        return values.get(1);
    }

    /**
     * The third rate.
     *
     * @return decay of the third average
     * @throws IndexOutOfBoundsException if there are two
     */
    public double third() {
        return values.get(2);
    }

    /**
     * What a running average of the first rate lacks after some steps, one minus the rate's power.
     *
     * @param step number of updates, from 1
     * @return the divisor that corrects the bias towards zero
     */
    public double firstCorrection(double step) {
        return 1 - Math.pow(first(), step);
    }

    /**
     * The same for the second rate.
     *
     * @param step number of updates, from 1
     * @return the divisor that corrects the bias towards zero
     */
    public double secondCorrection(double step) {
        return 1 - Math.pow(second(), step);
    }
}
