package io.github.timm4j.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.fixtures.FixtureStream;
import io.github.timm4j.optim.rule.Noise;
import java.util.Iterator;
import java.util.List;

/** The oracle's draws: named streams in call order, and the listed uniform numbers. */
final class FixtureNoise implements Noise {
    private final Iterator<Double> uniform;
    private int normals;
    private int signs;

    FixtureNoise(List<Double> uniform, int drawn) {
        this.uniform = uniform.iterator();
        this.normals = drawn;
        this.signs = drawn;
    }

    @Override
    public double uniform() {
        return uniform.next();
    }

    @Override
    public NDArray normal(Shape shape, NDManager manager) {
        return manager.create(FixtureStream.floats("kron.V." + normals++, (int) shape.size(), 0, 1), shape);
    }

    @Override
    public NDArray signs(Shape shape, NDManager manager) {
        float[] values = FixtureStream.floats("hess.z." + signs++, (int) shape.size(), 0, 1);
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] >= 0 ? 1 : -1;
        }
        return manager.create(values, shape);
    }
}
