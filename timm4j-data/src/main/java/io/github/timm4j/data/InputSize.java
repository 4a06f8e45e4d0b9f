package io.github.timm4j.data;

import io.github.timm4j.registry.ImageSize;

/**
 * The size of one input, {@code (C, H, W)}.
 *
 * @param channels colour channels
 * @param height rows
 * @param width columns
 */
public record InputSize(int channels, int height, int width) {
    /** Checks that all are positive. */
    public InputSize {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "input size must be positive, got (" + channels + ", " + height + ", " + width + ")");
        }
    }

    /**
     * Rows and columns alone.
     *
     * @return the size of a channel
     */
    public ImageSize imageSize() {
        return new ImageSize(height, width);
    }
}
