package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

/** Leaves out the prefix: {@code (B, prefix + N, C) -> (B, N, C)}, a view. */
final class PatchTokens extends Layer {
    private final int prefix;

    PatchTokens(int prefix) {
        this.prefix = prefix;
    }

    @Override
    protected NDArray forward(NDArray x) {
        return prefix == 0 ? x : slice(x, prefix, x.getShape().get(1));
    }

    /** Tokens from one to before another. */
    static NDArray slice(NDArray x, long from, long to) {
        return x.get(new NDIndex().addAllDim().addSliceDim(from, to));
    }
}
