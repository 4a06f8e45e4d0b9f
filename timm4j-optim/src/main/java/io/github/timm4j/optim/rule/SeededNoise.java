package io.github.timm4j.optim.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Draws from a Java generator that each step seeds anew. */
final class SeededNoise implements Noise {
    private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
            RandomGeneratorFactory.of("L64X128MixRandom");
    private static final long STEP_STRIDE = 0x9E3779B97F4A7C15L;

    private final long seed;
    private RandomGenerator random;

    SeededNoise(long seed) {
        this.seed = seed;
        this.random = FACTORY.create(seed);
    }

    @Override
    public void begin(long step) {
        random = FACTORY.create(seed + step * STEP_STRIDE);
    }

    @Override
    public double uniform() {
        return random.nextDouble();
    }

    @Override
    public NDArray normal(Shape shape, NDManager manager) {
        return fill(shape, manager, () -> (float) random.nextGaussian());
    }

    @Override
    public NDArray signs(Shape shape, NDManager manager) {
        return fill(shape, manager, () -> random.nextBoolean() ? 1f : -1f);
    }

    private static NDArray fill(Shape shape, NDManager manager, Supplier<Float> draw) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = draw.get();
        }
        return manager.create(values, shape);
    }
}
