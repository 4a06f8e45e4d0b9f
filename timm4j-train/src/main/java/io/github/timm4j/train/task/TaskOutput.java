package io.github.timm4j.train.task;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * What a training pass computes.
 *
 * @param loss scalar to be differentiated
 * @param output logits {@code (B, classes)}
 * @param parts the losses that it consists of, by timm's names; empty where there is one
 */
public record TaskOutput(NDArray loss, NDArray output, Map<String, NDArray> parts) {
    /** Copies the parts. */
    public TaskOutput {
        parts = Map.copyOf(parts);
    }

    /**
     * Of one loss.
     *
     * @param loss scalar
     * @param output logits
     * @return without parts
     */
    static TaskOutput of(NDArray loss, NDArray output) {
        return new TaskOutput(loss, output, Map.of());
    }
}
