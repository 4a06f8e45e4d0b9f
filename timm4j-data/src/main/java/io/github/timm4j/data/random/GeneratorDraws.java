package io.github.timm4j.data.random;

import java.util.random.RandomGenerator;

/** Draws of a generator of the JDK, with its own, faster, normal numbers. */
record GeneratorDraws(RandomGenerator generator) implements Draws {
    @Override
    public double next() {
        return generator.nextDouble();
    }

    @Override
    public double gaussian(double mean, double deviation) {
        return mean + deviation * generator.nextGaussian();
    }
}
