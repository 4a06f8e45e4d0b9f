package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens attend to which.
 *
 * @param bias added to the attention scores, broadcast to {@code (B, heads, N, N)}, or a boolean array that is true where a token
 *     takes part; null for none
 * @param causal whether a token attends only to itself and those before it; excludes a bias
 */
public record AttentionMask(@Nullable NDArray bias, boolean causal) {
    /** Every token attends to every token. */
    public static final AttentionMask NONE = new AttentionMask(null, false);

    /** A token attends to itself and those before it. */
    public static final AttentionMask CAUSAL = new AttentionMask(null, true);

    /** Checks that only one of the two is given. */
    public AttentionMask {
        if (causal && bias != null) {
            throw new IllegalArgumentException("an attention mask is causal or has a bias, not both");
        }
    }

    /**
     * A mask by scores or booleans.
     *
     * @param bias broadcast to {@code (B, heads, N, N)}; stays the caller's
     * @return the mask
     */
    public static AttentionMask of(NDArray bias) {
        return new AttentionMask(bias, false);
    }

    /**
     * Tells whether every token attends to every token.
     *
     * @return true without bias and not causal
     */
    public boolean isNone() {
        return bias == null && !causal;
    }
}
