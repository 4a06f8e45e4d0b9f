package io.github.timm4j.data.mix;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.random.Draws;
import io.github.timm4j.data.random.Range;

/**
 * The part of a picture that CutMix takes from another one; it may be empty.
 *
 * @param top first row
 * @param bottom row behind the last
 * @param left first column
 * @param right column behind the last
 */
record MixBox(int top, int bottom, int left, int right) {
    /** Of a size around a drawn pixel, clipped at the border; the pixel keeps a margin, a share of the box. */
    static MixBox around(ImageSize image, int height, int width, double margin, Draws draws) {
        int marginY = (int) (margin * height);
        int marginX = (int) (margin * width);
        int y = draws.between(marginY, image.height() - marginY - 1);
        int x = draws.between(marginX, image.width() - marginX - 1);
        return new MixBox(
                clip(y - height / 2, image.height()),
                clip(y + (height + 1) / 2, image.height()),
                clip(x - width / 2, image.width()),
                clip(x + (width + 1) / 2, image.width()));
    }

    /** Of a drawn size at a drawn place. */
    static MixBox within(ImageSize image, Range sides, Draws draws) {
        int height = side(image.height(), sides, draws);
        int width = side(image.width(), sides, draws);
        int top = draws.between(0, image.height() - height);
        int left = draws.between(0, image.width() - width);
        return new MixBox(top, top + height, left, left + width);
    }

    private static int side(int whole, Range sides, Draws draws) {
        return draws.between((int) (whole * sides.low()), (int) (whole * sides.high()) - 1);
    }

    private static int clip(int at, int size) {
        return Math.max(0, Math.min(size, at));
    }

    /** The share of the picture that is left outside. */
    double outside(ImageSize image) {
        int area = (bottom - top) * (right - left);
        return 1 - area / (double) (image.height() * image.width());
    }

    boolean isEmpty() {
        return bottom == top || right == left;
    }
}
