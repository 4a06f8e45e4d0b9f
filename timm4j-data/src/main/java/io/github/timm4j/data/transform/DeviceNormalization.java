package io.github.timm4j.data.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * Normalises whole batches of samples from 0 to 255 where they lie, {@code (value - 255 mean) / (255 std)}, as timm's
 * prefetching loader does: a quarter of the bytes travel to the device. It owns two small arrays.
 */
public final class DeviceNormalization implements AutoCloseable {
    private final NDArray mean;
    private final NDArray std;
    private final DataType type;

    /**
     * A normalisation on a device.
     *
     * @param manager of the device
     * @param mean one value a channel, of values from 0 to 1
     * @param std one value a channel
     * @param type of the result, float32 or float16
     * @throws IllegalArgumentException where the type is another one
     */
    public DeviceNormalization(NDManager manager, List<Double> mean, List<Double> std, DataType type) {
        if (type != DataType.FLOAT32 && type != DataType.FLOAT16) {
            throw new IllegalArgumentException("batches are normalised to float32 or float16, not to " + type);
        }
        this.type = type;
        this.mean = scaled(manager, mean);
        this.std = scaled(manager, std);
    }

    private static NDArray scaled(NDManager manager, List<Double> values) {
        float[] scaled = new float[values.size()];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (values.get(i) * 255);
        }
        return manager.create(scaled, new Shape(1, scaled.length, 1, 1));
    }

    /**
     * Normalises a batch.
     *
     * @param batch {@code (N, C, H, W)}, uint8 or any floating type; it stays as it is
     * @return a new array of the same shape, owned by the batch's manager
     */
    public NDArray apply(NDArray batch) {
        NDArray values = batch.toType(DataType.FLOAT32, true);
        values.subi(mean);
        values.divi(std);
        if (type == DataType.FLOAT32) {
            return values;
        }
        try (values) {
            return values.toType(type, true);
        }
    }

    @Override
    public void close() {
        mean.close();
        std.close();
    }
}
