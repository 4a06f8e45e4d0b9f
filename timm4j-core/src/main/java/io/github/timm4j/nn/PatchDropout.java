package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

/**
 * Keeps a random part of the patches while training: {@code (B, prefix + N, C) -> (B, prefix + kept, C)}
 * ({@code timm.layers.PatchDropout}).
 *
 * @see <a href="https://arxiv.org/abs/2212.00794">Scaling Language-Image Pre-training via Masking</a>
 */
public final class PatchDropout extends Layer {
    private final double rate;
    private final int prefix;

    /**
     * Makes the layer.
     *
     * @param rate share of dropped patches, in [0, 1)
     * @param prefixTokens tokens at the beginning that always stay
     */
    public PatchDropout(double rate, int prefixTokens) {
        if (rate < 0 || rate >= 1) {
            throw new IllegalArgumentException("the share of dropped patches is in [0, 1), found " + rate);
        }
        this.rate = rate;
        this.prefix = prefixTokens;
    }

    @Override
    protected NDArray forward(NDArray x) {
        return rate == 0 || !training() ? x : chain(x, bound(this::drop));
    }

    private NDArray drop(NDArray x) {
        long batch = x.getShape().get(0);
        long patches = x.getShape().get(1) - prefix;
        long channels = x.getShape().get(2);
        long kept = Math.max(1, (long) (patches * (1 - rate)));
        NDArray order = x.getManager()
                .randomNormal(new Shape(batch, patches))
                .argSort(1)
                .get(":, :{}", kept)
                .expandDims(2)
                .broadcast(new Shape(batch, kept, channels));
        NDArray chosen = PatchTokens.slice(x, prefix, prefix + patches).gather(order, 1);
        if (prefix == 0) {
            return chosen;
        }
        return PatchTokens.slice(x, 0, prefix).getNDArrayInternal().concat(new NDList(chosen), 1);
    }
}
