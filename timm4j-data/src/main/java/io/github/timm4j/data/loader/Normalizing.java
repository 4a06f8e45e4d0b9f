package io.github.timm4j.data.loader;

import ai.djl.ndarray.types.DataType;

/** Who turns samples from 0 to 255 into a model's input. */
public enum Normalizing {
    /**
     * The loader, on the device and a batch at a time: a quarter of the bytes travel (timm's {@code use_prefetcher}).
     */
    ON_DEVICE(DataType.UINT8),
    /** The workers, each picture by itself; batches are float32. */
    IN_WORKERS(DataType.FLOAT32),
    /** The caller; batches are uint8. */
    BY_CALLER(DataType.UINT8);

    private final DataType hostType;

    Normalizing(DataType hostType) {
        this.hostType = hostType;
    }

    /** What workers write. */
    DataType hostType() {
        return hostType;
    }
}
