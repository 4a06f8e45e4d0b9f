package io.github.timm4j.data.loader;

import ai.djl.ndarray.NDArray;

/**
 * Pictures and what they are meant to be, on the device of the model.
 *
 * @param images {@code (B, C, H, W)}, float32 and normalised, or uint8 where the caller normalises
 * @param targets {@code (B)} int64 class indices, or {@code (B, classes)} float32 for soft and multiple labels
 */
public record Batch(NDArray images, NDArray targets) implements AutoCloseable {
    /**
     * Number of samples.
     *
     * @return B
     */
    public int size() {
        return (int) images.getShape().get(0);
    }

    /** Frees both arrays. */
    @Override
    public void close() {
        images.close();
        targets.close();
    }
}
