package io.github.timm4j.optim.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** The random numbers of an optimizer. */
public interface Noise {
    /**
     * Draws a number.
     *
     * @return uniform in [0, 1)
     */
    double uniform();

    /**
     * Draws a tensor of independent normal numbers.
     *
     * @param shape its shape
     * @param manager owns it
     * @return float32, mean 0, variance 1
     */
    NDArray normal(Shape shape, NDManager manager);

    /**
     * Draws a tensor of independent signs.
     *
     * @param shape its shape
     * @param manager owns it
     * @return float32, 1 or -1 with equal probability
     */
    NDArray signs(Shape shape, NDManager manager);

    /**
     * Begins a step: what is drawn then may depend on the step alone, so that a resumed run draws the same.
     *
     * @param step number of the step, from 1
     */
    default void begin(long step) {}

    /**
     * Numbers that depend on a seed, the step and the order of the draws.
     *
     * @param seed any number
     * @return a new source
     */
    static Noise seeded(long seed) {
        return new SeededNoise(seed);
    }
}
