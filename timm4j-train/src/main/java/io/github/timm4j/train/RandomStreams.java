package io.github.timm4j.train;

import ai.djl.engine.Engine;
import io.github.timm4j.data.random.Draws;

/** What is random in a step, from seed, update and stream alone: the engine can set a generator's seed, not save its state. */
final class RandomStreams {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long OTHER = 0xD1B54A32D192ED03L;
    private static final long ANOTHER = 0xAEF17502108EF2D9L;

    private final long seed;
    private final Engine engine = Engine.getEngine("PyTorch");

    RandomStreams(long seed) {
        this.seed = seed;
    }

    /** Reseeds the engine's generators, for random layers. */
    void begin(long update, int stream) {
        engine.setRandomSeed((int) mixed(update, stream));
    }

    /** The seed of a source of its own, for what is computed twice. */
    long seed(long update, int stream) {
        return mixed(update, stream) ^ ANOTHER;
    }

    /** A source of draws of its own, for mixing. */
    Draws draws(long update, int stream) {
        return Draws.seeded(mixed(update, stream) ^ OTHER);
    }

    /** All bits of the three numbers reach all bits of the result (SplitMix64's finalizer). */
    private long mixed(long update, int stream) {
        long z = seed + GOLDEN * (update + 1) + OTHER * (stream + 1);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
