package io.github.timm4j.nn;

import io.github.timm4j.config.ImageSize;
import org.jspecify.annotations.Nullable;

/** What makes tokens of pictures: {@code (B, C, H, W) -> (B, N, dim)}, N being the size of {@link #grid}. */
public abstract class PatchEmbedding extends Layer {
    /** For subclasses. */
    protected PatchEmbedding() {}

    /**
     * The picture size that the layer was made for or adapted to.
     *
     * @return rows and columns of pixels
     */
    public abstract ImageSize picture();

    /**
     * The grid of tokens at the size that the layer was made for.
     *
     * @return rows and columns of tokens
     */
    public abstract ImageSize grid();

    /**
     * The grid of tokens for pictures of another size.
     *
     * @param picture size of the pictures
     * @return rows and columns of tokens
     */
    public abstract ImageSize grid(ImageSize picture);

    /**
     * How much smaller the grid is than the picture.
     *
     * @return picture size over grid size
     */
    public abstract int reduction();

    /**
     * Adapts the layer to another picture size and patch size.
     *
     * @param picture the new picture size, null for the present one
     * @param patch the new patch size, null for the present one
     * @throws UnsupportedOperationException where the patch size cannot change
     */
    public abstract void setInputSize(@Nullable ImageSize picture, @Nullable Integer patch);
}
