package io.github.timm4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.data.loader.Batch;
import io.github.timm4j.data.loader.BatchSource;
import io.github.timm4j.data.loader.Batches;
import java.util.NoSuchElementException;
import java.util.Random;

/** Noise with a bright square in one of four corners, which is the class: the same samples every epoch. */
final class SquareBatches implements BatchSource {
    static final int CLASSES = 4;
    private final int samples;
    private final int size;
    private final int batch;
    private final long seed;

    SquareBatches(int samples, int batch, int size, long seed) {
        this.samples = samples;
        this.batch = batch;
        this.size = size;
        this.seed = seed;
    }

    @Override
    public Batches epoch(int epoch, NDManager manager) {
        return new Batches() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < samples;
            }

            @Override
            public Batch next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int to = Math.min(samples, next + batch);
                Batch made = batch(manager, next, to);
                next = to;
                return made;
            }

            @Override
            public void close() {}
        };
    }

    Batch batch(NDManager manager, int from, int to) {
        float[] pixels = new float[(to - from) * 3 * size * size];
        long[] labels = new long[to - from];
        for (int i = from; i < to; i++) {
            Random random = new Random((seed * 7919 + i) * 0x9E3779B97F4A7C15L);
            int label = random.nextInt(CLASSES);
            labels[i - from] = label;
            for (int p = 0; p < 3 * size * size; p++) {
                int y = p / size % size;
                int x = p % size;
                boolean inside = (y < size / 2) == (label < 2) && (x < size / 2) == (label % 2 == 0);
                pixels[(i - from) * 3 * size * size + p] = (float) (random.nextGaussian() * 0.5 + (inside ? 1 : -0.3));
            }
        }
        NDArray images = manager.create(pixels, new Shape(to - from, 3, size, size));
        return new Batch(images, manager.create(labels));
    }

    @Override
    public int batches() {
        return (samples + batch - 1) / batch;
    }

    @Override
    public int samples() {
        return samples;
    }
}
