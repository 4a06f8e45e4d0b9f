package io.github.timm4j.data.image;

/** Pillow's way from colour to grey: ITU-R 601 in 16-bit fixed point. */
final class Luma {
    private Luma() {}

    static int of(int red, int green, int blue) {
        return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
    }
}
