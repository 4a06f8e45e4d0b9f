package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Pools a sequence of tokens: {@code (B, N, C) -> (B, C)} ({@code timm.models.vision_transformer.global_pool_nlc}).
 */
public final class TokenPool extends Layer {
    private static final List<String> TYPES = List.of("", "token", "avg", "max", "avgmax");

    private final String type;
    private final PatchTokens patches;

    /**
     * Makes the layer.
     *
     * @param type {@code token} for the first token, {@code avg}, {@code max}, {@code avgmax}, or empty for no pooling
     * @param prefixTokens how many tokens at the beginning are not pooled, except by {@code token}
     * @throws IllegalArgumentException for another type
     */
    public TokenPool(String type, int prefixTokens) {
        check(type);
        this.type = type;
        this.patches = new PatchTokens(prefixTokens);
    }

    /** Refuses unknown names. */
    static void check(String type) {
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException("unknown pooling '" + type + "' of tokens, known: " + TYPES);
        }
    }

    /**
     * The kind of pooling.
     *
     * @return timm's name, empty for none
     */
    public String type() {
        return type;
    }

    @Override
    protected NDArray forward(NDArray x) {
        return switch (type) {
            case "token" -> PatchTokens.slice(x, 0, 1).squeeze(1);
            case "avg" -> chain(x, patches, bound(TokenPool::mean));
            case "max" -> chain(x, patches, bound(TokenPool::max));
            case "avgmax" -> chain(x, patches, bound(y -> max(y).add(mean(y)).mul(0.5f)));
            default -> x;
        };
    }

    private static NDArray mean(NDArray x) {
        return x.mean(new int[] {1});
    }

    private static NDArray max(NDArray x) {
        return x.max(new int[] {1});
    }
}
