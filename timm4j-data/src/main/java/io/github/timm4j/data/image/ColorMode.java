package io.github.timm4j.data.image;

/** What a picture is turned into when it is decoded. */
public enum ColorMode {
    /** Red, green and blue. */
    RGB(3),
    /** Grey, as Pillow's mode L: ITU-R 601 luma of what has colours. */
    L(1);

    private final int channels;

    ColorMode(int channels) {
        this.channels = channels;
    }

    /**
     * The samples of a pixel.
     *
     * @return 3 or 1
     */
    public int channels() {
        return channels;
    }
}
