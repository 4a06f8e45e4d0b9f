package io.github.timm4j.data.image;

/**
 * A rectangle of pixels; it may reach beyond the picture it is applied to.
 *
 * @param top first row
 * @param left first column
 * @param height rows
 * @param width columns
 */
public record Window(int top, int left, int height, int width) {
    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException where the height or width is not positive
     */
    public Window {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("a window needs at least one pixel, got " + height + " x " + width);
        }
    }

    /**
     * A whole picture.
     *
     * @param height rows
     * @param width columns
     * @return the window at the origin
     */
    public static Window full(int height, int width) {
        return new Window(0, 0, height, width);
    }

    boolean inside(int rows, int columns) {
        return top >= 0 && left >= 0 && height <= rows - top && width <= columns - left;
    }
}
