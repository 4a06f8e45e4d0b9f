package io.github.timm4j.nn;

import org.jspecify.annotations.Nullable;

/**
 * What a block does to the result of a branch before it is added to the input.
 *
 * @param layerScale how a learnt scale of each feature begins, null or 0 for none
 * @param dropPath rate of samples whose branch is dropped while training
 */
public record Residual(@Nullable Double layerScale, double dropPath) {
    /** Nothing. */
    public static final Residual PLAIN = new Residual(null, 0);

    /**
     * Makes the learnt scale.
     *
     * @param dim features
     * @return a new layer, or null for none
     */
    public @Nullable Layer scale(int dim) {
        return layerScale == null || layerScale == 0 ? null : new LayerScale(dim, layerScale);
    }

    /**
     * Makes the random dropping.
     *
     * @return a new layer
     */
    public Layer drop() {
        return new DropPath(dropPath);
    }
}
