package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Pools tokens after they attended to each other without any projection: {@code (B, N, dim) -> (B, dim)}. Children, where asked
 * for, {@code pre_norm} and {@code post_norm} ({@code timm.layers.AttentionPoolPrr}).
 */
public final class AttentionPoolPrr extends Layer {
    private final ScaledDotProduct attend = new ScaledDotProduct(0);
    private final int heads;
    private final @Nullable Layer preNorm;
    private final @Nullable Layer postNorm;
    private final TokenPool pool;

    /**
     * Makes the layer.
     *
     * @param dim features of a token
     * @param heads number of heads, a divisor of {@code dim}
     * @param pool {@code token} for the first token or {@code avg}
     * @param preNorm before the attention, or null
     * @param postNorm after the attention, or null
     */
    public AttentionPoolPrr(int dim, int heads, String pool, @Nullable Norm preNorm, @Nullable Norm postNorm) {
        if (dim % heads != 0) {
            throw new IllegalArgumentException(dim + " features cannot be shared by " + heads + " heads");
        }
        this.heads = heads;
        this.preNorm = preNorm == null ? null : child("pre_norm", preNorm.layer(dim));
        this.postNorm = postNorm == null ? null : child("post_norm", postNorm.layer(dim));
        this.pool = new TokenPool(pool, 0);
    }

    @Override
    protected NDArray forward(NDArray x) {
        return chain(x, preNorm, bound(this::refine), postNorm, pool);
    }

    private NDArray refine(NDArray x) {
        long tokens = x.getShape().get(1);
        long dim = x.getShape().get(2);
        NDArray split =
                x.reshape(x.getShape().get(0), tokens, heads, dim / heads).transpose(0, 2, 1, 3);
        return attend.apply(split, split, split).transpose(0, 2, 1, 3).reshape(x.getShape());
    }
}
