package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.timm4j.config.ImageSize;

/** Learnt position embeddings {@code (1, prefix + height * width, C)} of a grid of patches. */
public final class PositionEmbedding {
    private PositionEmbedding() {}

    /**
     * Brings position embeddings to another grid; those of prefix tokens stay ({@code timm.layers.resample_abs_pos_embed}).
     *
     * @param embedding {@code (1, prefix + from.height * from.width, C)}
     * @param from its grid
     * @param to the wanted grid
     * @param prefixTokens how many tokens at the beginning have no place in the grid
     * @param resampling how the grid is resized
     * @return {@code (1, prefix + to.height * to.width, C)}; the same array where the grids are equal
     */
    public static NDArray resample(
            NDArray embedding, ImageSize from, ImageSize to, int prefixTokens, Resampling resampling) {
        if (from.equals(to)) {
            return embedding;
        }
        long channels = embedding.getShape().get(2);
        NDArray grid = PatchTokens.slice(
                        embedding, prefixTokens, embedding.getShape().get(1))
                .reshape(1, from.height(), from.width(), channels)
                .transpose(0, 3, 1, 2);
        NDArray resized =
                resampling.apply(grid, to).transpose(0, 2, 3, 1).reshape(1, (long) to.height() * to.width(), channels);
        return prefixTokens == 0
                ? resized
                : PatchTokens.slice(embedding, 0, prefixTokens)
                        .getNDArrayInternal()
                        .concat(new NDList(resized), 1);
    }
}
