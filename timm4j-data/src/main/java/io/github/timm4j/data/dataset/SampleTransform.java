package io.github.timm4j.data.dataset;

import java.util.random.RandomGenerator;

/**
 * Changes a picture, at random or not.
 *
 * @param <X> kind of picture before
 * @param <Y> kind of picture after
 */
@FunctionalInterface
public interface SampleTransform<X, Y> {
    /**
     * Transforms.
     *
     * @param input a picture
     * @param random the only source of chance
     * @return the changed picture
     */
    Y apply(X input, RandomGenerator random);
}
