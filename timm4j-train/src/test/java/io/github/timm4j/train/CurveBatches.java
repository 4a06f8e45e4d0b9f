package io.github.timm4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.data.loader.Batch;
import io.github.timm4j.data.loader.BatchSource;
import io.github.timm4j.data.loader.Batches;
import io.github.timm4j.fixtures.FixtureStream;
import java.util.NoSuchElementException;

/** The batches of {@code train/curve.json}: each picture is its class's pattern under noise of its own. */
record CurveBatches(int size, int batch, int classes, int batches) implements BatchSource {
    static CurveBatches of(JsonNode curves) {
        return new CurveBatches(
                curves.get("size").asInt(),
                curves.get("batch").asInt(),
                curves.get("num_classes").asInt(),
                curves.get("cases").get(0).get("losses").size());
    }

    Batch batch(int step, NDManager manager) {
        int pixels = 3 * size * size;
        float[] images = new float[batch * pixels];
        long[] targets = new long[batch];
        FixtureStream noise = new FixtureStream("train.noise." + step);
        for (int i = 0; i < batch; i++) {
            targets[i] = (step * batch + i) % classes;
            FixtureStream pattern = new FixtureStream("train.class." + targets[i]);
            for (int p = 0; p < pixels; p++) {
                images[i * pixels + p] = (float) (pattern.next() + 0.5 * noise.next());
            }
        }
        NDArray x = manager.create(images, new Shape(batch, 3, size, size));
        return new Batch(x, manager.create(targets));
    }

    @Override
    public int samples() {
        return batch * batches;
    }

    @Override
    public Batches epoch(int epoch, NDManager manager) {
        return new Batches() {
            private int step;

            @Override
            public boolean hasNext() {
                return step < batches;
            }

            @Override
            public Batch next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("no batch " + step);
                }
                return batch(step++, manager);
            }

            @Override
            public void close() {
                step = batches;
            }
        };
    }
}
