package io.github.timm4j.weights;

import java.util.List;

/**
 * Resizes learned position embeddings to another grid of patches.
 *
 * <p>Results equal timm's {@code resample_abs_pos_embed} and {@code resample_abs_pos_embed_nhwc}; no engine is needed.
 */
public final class PositionEmbeddings {
    private PositionEmbeddings() {}

    /**
     * Rows and columns of patches.
     *
     * @param height rows
     * @param width columns
     */
    public record Grid(int height, int width) {
        /**
         * Checks the sizes.
         *
         * @param height rows, positive
         * @param width columns, positive
         */
        public Grid {
            if (height < 1 || width < 1) {
                throw new IllegalArgumentException("a grid of " + height + " x " + width + " patches");
            }
        }

        /**
         * A square grid.
         *
         * @param tokens how many patches, a square number
         * @return the grid
         * @throws IllegalArgumentException where the number is no square
         */
        public static Grid square(long tokens) {
            int side = (int) Math.round(Math.sqrt((double) tokens));
            if ((long) side * side != tokens) {
                throw new IllegalArgumentException(tokens + " tokens are no square grid; give the grid");
            }
            return new Grid(side, side);
        }
    }

    /**
     * Resizes the embeddings of a square grid, bicubic with antialiasing.
     *
     * @param embedding (1, tokens, dim), the prefix first
     * @param to the grid wanted
     * @param prefixTokens tokens without a place, such as the class token; kept as they are
     * @return (1, prefixTokens + to.height * to.width, dim) in the embedding's type
     * @throws IllegalArgumentException where the tokens are no square grid
     */
    public static WeightTensor resample(WeightTensor embedding, Grid to, int prefixTokens) {
        requireRank(embedding, 3);
        Grid from = Grid.square(embedding.shape()[1] - prefixTokens);
        return resample(embedding, from, to, prefixTokens, Interpolation.BICUBIC_ANTIALIAS);
    }

    /**
     * Resizes embeddings of one sequence of tokens.
     *
     * @param embedding (1, tokens, dim), the prefix first
     * @param from the grid of the embedding
     * @param to the grid wanted
     * @param prefixTokens tokens without a place, such as the class token; kept as they are
     * @param interpolation how
     * @return (1, prefixTokens + to.height * to.width, dim) in the embedding's type
     * @throws IllegalArgumentException where the shape is not what the grid says
     */
    public static WeightTensor resample(
            WeightTensor embedding, Grid from, Grid to, int prefixTokens, Interpolation interpolation) {
        requireRank(embedding, 3);
        long[] shape = embedding.shape();
        if (shape[0] != 1 || shape[1] != prefixTokens + (long) from.height() * from.width()) {
            throw new IllegalArgumentException(
                    "position embedding " + embedding + " is not of " + prefixTokens + " tokens and " + from);
        }
        if (from.equals(to)) {
            return embedding;
        }
        WeightTensor grid = embedding
                .narrow(1, prefixTokens, shape[1] - prefixTokens)
                .reshape(1, from.height(), from.width(), shape[2]);
        WeightTensor resized = resampleNhwc(grid, to, interpolation).reshape(1, -1, shape[2]);
        return prefixTokens == 0
                ? resized
                : WeightTensor.concat(1, List.of(embedding.narrow(1, 0, prefixTokens), resized));
    }

    /**
     * Resizes embeddings that are stored as a grid.
     *
     * @param embedding (1, height, width, dim)
     * @param to the grid wanted
     * @param interpolation how
     * @return (1, to.height, to.width, dim) in the embedding's type
     * @throws IllegalArgumentException for another rank or more than one grid
     */
    public static WeightTensor resampleNhwc(WeightTensor embedding, Grid to, Interpolation interpolation) {
        requireRank(embedding, 4);
        long[] shape = embedding.shape();
        if (shape[0] != 1) {
            throw new IllegalArgumentException("position embedding " + embedding + " has more than one grid");
        }
        if (shape[1] == to.height() && shape[2] == to.width()) {
            return embedding;
        }
        Grid from = new Grid(Math.toIntExact(shape[1]), Math.toIntExact(shape[2]));
        int dim = Math.toIntExact(shape[3]);
        float[] columns = resizeColumns(embedding.toFloats(), from, to.width(), dim, interpolation);
        float[] resized = resizeRows(columns, from.height(), to, dim, interpolation);
        return WeightTensor.of(resized, 1, to.height(), to.width(), dim).to(embedding.type());
    }

    private static float[] resizeColumns(float[] grid, Grid from, int width, int dim, Interpolation interpolation) {
        Interpolation.Taps[] taps = interpolation.taps(from.width(), width);
        float[] out = new float[from.height() * width * dim];
        for (int i = 0; i < from.height() * width; i++) {
            int row = i / width * from.width() * dim;
            Interpolation.Taps tap = taps[i % width];
            for (int j = 0; j < tap.count(); j++) {
                add(tap.weight(j), grid, row + tap.sample(j) * dim, out, i * dim, dim);
            }
        }
        return out;
    }

    private static float[] resizeRows(float[] grid, int height, Grid to, int dim, Interpolation interpolation) {
        Interpolation.Taps[] taps = interpolation.taps(height, to.height());
        int row = to.width() * dim;
        float[] out = new float[to.height() * row];
        for (int y = 0; y < to.height(); y++) {
            for (int j = 0; j < taps[y].count(); j++) {
                add(taps[y].weight(j), grid, taps[y].sample(j) * row, out, y * row, row);
            }
        }
        return out;
    }

    private static void add(float weight, float[] from, int start, float[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] += weight * from[start + i];
        }
    }

    private static void requireRank(WeightTensor embedding, int rank) {
        if (embedding.rank() != rank) {
            throw new IllegalArgumentException("a position embedding of rank " + rank + " is wanted, not " + embedding);
        }
    }
}
