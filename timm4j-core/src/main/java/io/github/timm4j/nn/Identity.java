package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;

/** Hands its input on. */
public final class Identity extends Layer {
    /** Makes the layer. */
    public Identity() {}

    @Override
    protected NDArray forward(NDArray x) {
        return x;
    }
}
