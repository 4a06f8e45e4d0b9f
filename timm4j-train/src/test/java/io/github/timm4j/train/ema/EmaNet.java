package io.github.timm4j.train.ema;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.fixtures.FixtureStream;
import io.github.timm4j.weights.WeightTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The oracle's linear layer with batch norm, whose values at time t come from number streams. */
final class EmaNet implements AutoCloseable {
    private static final String COUNTER = "bn.num_batches_tracked";

    final NDManager manager = NDManager.newBaseManager("PyTorch");
    final Map<String, NDArray> arrays = new LinkedHashMap<>();

    EmaNet() {
        arrays.put("fc.weight", manager.create(new Shape(4, 3)));
        for (String key : List.of("fc.bias", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var")) {
            arrays.put(key, manager.create(new Shape(4)));
        }
        for (String key : List.of("fc.weight", "fc.bias", "bn.weight", "bn.bias")) {
            arrays.get(key).setRequiresGradient(true);
        }
        arrays.put(COUNTER, manager.create(0L));
        at(0);
    }

    ModelEma average(EmaRule rule, EmaStorage storage) {
        return new ModelEma(() -> arrays, List.of("bn.running_mean", "bn.running_var", COUNTER), rule, storage);
    }

    void at(int t) {
        arrays.forEach((key, array) -> {
            if (key.equals(COUNTER)) {
                WeightTensor.of(new long[] {10L * t}).copyTo(array);
            } else {
                int base = key.contains("var") ? 1 : 0;
                set(array, FixtureStream.floats("ema." + key + "." + t, (int) array.size(), base, 1));
            }
        });
    }

    static void set(NDArray array, float[] values) {
        WeightTensor.of(values, array.getShape().getShape()).copyTo(array);
    }

    float[] values(String key) {
        return arrays.get(key).toFloatArray();
    }

    @Override
    public void close() {
        manager.close();
    }
}
