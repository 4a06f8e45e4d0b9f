package io.github.timm4j.data.transform;

import io.github.timm4j.data.augment.Borders;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.image.Window;
import java.util.function.IntBinaryOperator;

/** What lies beyond a picture. */
enum PaddingMode {
    /** Black. */
    CONSTANT((index, size) -> index),
    /** The nearest pixel. */
    EDGE((index, size) -> Math.max(0, Math.min(size - 1, index))),
    /** The picture's mirror image, without the border pixel again. */
    REFLECT(Borders::reflect),
    /** The picture's mirror image, beginning with the border pixel. */
    SYMMETRIC((index, size) -> {
        int at = Math.floorMod(index, 2 * size);
        return at < size ? at : 2 * size - 1 - at;
    });

    private final IntBinaryOperator source;

    PaddingMode(IntBinaryOperator source) {
        this.source = source;
    }

    /** Cuts a rectangle out that may reach beyond the picture. */
    Pixels crop(Pixels image, Window window) {
        boolean inside = window.top() >= 0
                && window.left() >= 0
                && window.top() + window.height() <= image.height()
                && window.left() + window.width() <= image.width();
        if (this == CONSTANT || inside) {
            return image.crop(window);
        }
        int channels = image.channels();
        byte[] out = new byte[window.height() * window.width() * channels];
        int at = 0;
        for (int row = 0; row < window.height(); row++) {
            int fromRow = source.applyAsInt(window.top() + row, image.height()) * image.width();
            for (int column = 0; column < window.width(); column++, at += channels) {
                int from = fromRow + source.applyAsInt(window.left() + column, image.width());
                System.arraycopy(image.data(), from * channels, out, at, channels);
            }
        }
        return Pixels.of(window.height(), window.width(), channels, out);
    }
}
