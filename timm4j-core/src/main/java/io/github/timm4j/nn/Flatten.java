package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;

/** Joins all axes but the batch: {@code (B, C, H, W) -> (B, C * H * W)} ({@code torch.nn.Flatten}). */
public final class Flatten extends Layer {

    /** Makes the layer. */
    public Flatten() {}

    @Override
    protected NDArray forward(NDArray x) {
        return x.flatten(1, -1);
    }
}
