package io.github.timm4j.config;

/**
 * Size of a picture or feature map.
 *
 * @param height rows
 * @param width columns
 */
public record ImageSize(int height, int width) {
    /** Checks that both are positive. */
    public ImageSize {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("size must be positive, found " + height + "x" + width);
        }
    }

    /**
     * A square.
     *
     * @param size rows and columns
     * @return the size
     */
    public static ImageSize square(int size) {
        return new ImageSize(size, size);
    }
}
