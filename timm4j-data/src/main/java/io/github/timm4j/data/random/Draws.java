package io.github.timm4j.data.random;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Random numbers for data: every transform draws from the one it is given and from nothing else, so that a run repeats
 * with its seed, and a test can say what is drawn.
 *
 * <p>Whoever gives each sample its own draws, made from seed, epoch and index, gets the same pictures from any number
 * of workers.
 */
@FunctionalInterface
public interface Draws {
    /**
     * The draw that all others are made from.
     *
     * @return evenly spread over 0 (included) to 1 (excluded)
     */
    double next();

    /**
     * Draws from a generator.
     *
     * @param generator the source
     * @return its draws
     */
    static Draws of(RandomGenerator generator) {
        return new GeneratorDraws(generator);
    }

    /**
     * Draws from a fresh generator.
     *
     * @param seed the same seed gives the same draws
     * @return the draws
     */
    static Draws seeded(long seed) {
        return of(new SplittableRandom(seed));
    }

    /**
     * A number of a range.
     *
     * @param low one end
     * @param high the other end
     * @return evenly spread
     */
    default double uniform(double low, double high) {
        return low + (high - low) * next();
    }

    /**
     * A whole number of a range.
     *
     * @param low the smallest
     * @param high the largest
     * @return evenly spread, both ends included
     * @throws IllegalArgumentException where the range is empty
     */
    default int between(int low, int high) {
        if (low > high) {
            throw new IllegalArgumentException("no whole number from " + low + " to " + high);
        }
        return (int) (low + (long) (next() * ((long) high - low + 1)));
    }

    /**
     * Whether something happens.
     *
     * @param probability of it
     * @return true that often
     */
    default boolean happens(double probability) {
        return next() < probability;
    }

    /**
     * One of several things.
     *
     * @param choices what to choose from
     * @param <T> their kind
     * @return one of them, all equally likely
     * @throws IllegalArgumentException where there are none
     */
    default <T> T choose(List<? extends T> choices) {
        return choices.get(between(0, choices.size() - 1));
    }

    /**
     * A normally distributed number.
     *
     * @param mean its mean
     * @param deviation its standard deviation
     * @return the number
     */
    default double gaussian(double mean, double deviation) {
        return mean + deviation * Distributions.normal(this);
    }

    /**
     * A number of the beta distribution.
     *
     * @param alpha first shape, above 0
     * @param beta second shape, above 0
     * @return from 0 to 1
     */
    default double beta(double alpha, double beta) {
        return 1 / (1 + Math.exp(Distributions.logGamma(this, beta) - Distributions.logGamma(this, alpha)));
    }

    /**
     * Shares of the symmetric Dirichlet distribution.
     *
     * @param alpha its shape, above 0
     * @param count how many
     * @return shares that add up to 1
     */
    default double[] dirichlet(double alpha, int count) {
        return Distributions.dirichlet(this, alpha, count);
    }

    /**
     * An order of things.
     *
     * @param count how many
     * @return the numbers below, all orders equally likely
     */
    default int[] permutation(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = between(0, i);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
