package io.github.timm4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Several views of each sample, one after the other in a batch. */
final class Views {
    private Views() {}

    /** {@code (B views, classes)} to the mean over views {@code (B, classes)}. */
    static NDArray mean(NDArray output, int views) {
        Shape shape = output.getShape();
        return output.reshape(shape.get(0) / views, views, shape.get(1)).mean(new int[] {1});
    }

    /** The target of each sample's first view. */
    static NDArray first(NDArray targets, int views) {
        return targets.get("::" + views);
    }
}
