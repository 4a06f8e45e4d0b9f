package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;
import java.io.IOException;

/**
 * A GIF file up to its first picture.
 *
 * @param height rows of the screen, widened to hold the picture
 * @param width columns of the screen, widened to hold the picture
 * @param top the picture's first row
 * @param left the picture's first column
 * @param palette place of its colours, 0 where the file has none
 * @param colors how many
 * @param transparent the number of the transparent colour, -1 for none
 */
record GifHeader(int height, int width, int top, int left, int palette, int colors, int transparent) {
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int PICTURE = 0x2c;
    private static final int END = 0x3b;

    static GifHeader read(EncodedImage file) throws IOException {
        int colors = colors(file.u8(10));
        int palette = colors > 0 ? 13 : 0;
        int transparent = -1;
        long at = 13 + 3L * colors;
        while (true) {
            switch (file.u8(at)) {
                case EXTENSION -> {
                    if (file.u8(at + 1) == GRAPHIC_CONTROL && file.u8(at + 2) >= 4) {
                        transparent = (file.u8(at + 3) & 1) == 1 ? file.u8(at + 6) : -1;
                    }
                    at = skipBlocks(file, at + 2);
                }
                case PICTURE -> {
                    int own = colors(file.u8(at + 9));
                    return new GifHeader(
                            Math.max(file.u16le(8), file.u16le(at + 3) + file.u16le(at + 7)),
                            Math.max(file.u16le(6), file.u16le(at + 1) + file.u16le(at + 5)),
                            file.u16le(at + 3),
                            file.u16le(at + 1),
                            own > 0 ? (int) at + 10 : palette,
                            own > 0 ? own : colors,
                            transparent);
                }
                case END -> throw new ImageException("a GIF file without a picture");
                default -> at++;
            }
        }
    }

    private static int colors(int flags) {
        return (flags & 0x80) == 0 ? 0 : 2 << (flags & 7);
    }

    private static long skipBlocks(EncodedImage file, long from) throws IOException {
        long at = from;
        for (int size = file.u8(at); size > 0; size = file.u8(at)) {
            at += size + 1;
        }
        return at + 1;
    }
}
