package io.github.timm4j.data.image;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * A picture of 8-bit samples, shape {@code (height, width, channels)} with 3 channels (red, green, blue) or 1 (grey),
 * rows from the top, samples of a pixel side by side.
 */
public final class Pixels {
    private final int height;
    private final int width;
    private final int channels;
    private final byte[] data;

    private Pixels(int height, int width, int channels, byte[] data) {
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.data = data;
    }

    /**
     * Wraps samples without copying them.
     *
     * @param height rows
     * @param width columns
     * @param channels 1 or 3
     * @param data unsigned samples, {@code height * width * channels}
     * @return the picture
     * @throws IllegalArgumentException where the sizes do not fit
     */
    public static Pixels of(int height, int width, int channels, byte[] data) {
        if (data.length != sampleCount(height, width, channels)) {
            throw new IllegalArgumentException("a picture of " + height + " x " + width + " x " + channels + " needs "
                    + (long) height * width * channels + " samples, got " + data.length);
        }
        return new Pixels(height, width, channels, data);
    }

    /**
     * A picture of one colour.
     *
     * @param height rows
     * @param width columns
     * @param color one sample a channel, 0 to 255
     * @return the picture
     */
    public static Pixels filled(int height, int width, int... color) {
        byte[] data = new byte[sampleCount(height, width, color.length)];
        if (Arrays.stream(color).anyMatch(c -> c != 0)) {
            for (int i = 0; i < data.length; i++) {
                data[i] = (byte) color[i % color.length];
            }
        }
        return new Pixels(height, width, color.length, data);
    }

    /**
     * Copies a picture of the Java desktop; its colours are taken as stored (no profile is applied), alpha is dropped.
     *
     * @param image any image
     * @return grey pixels for 8-bit grey images, else RGB
     */
    public static Pixels of(BufferedImage image) {
        return DesktopImages.pixels(image);
    }

    private static int sampleCount(int height, int width, int channels) {
        if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
            throw new IllegalArgumentException("a picture needs a positive size and 1 or 3 channels, got " + height
                    + " x " + width + " x " + channels);
        }
        return Math.toIntExact((long) height * width * channels);
    }

    /**
     * Rows.
     *
     * @return at least 1
     */
    public int height() {
        return height;
    }

    /**
     * Columns.
     *
     * @return at least 1
     */
    public int width() {
        return width;
    }

    /**
     * Samples of a pixel.
     *
     * @return 3 or 1
     */
    public int channels() {
        return channels;
    }

    /**
     * The samples themselves, not a copy: who writes here changes the picture.
     *
     * @return unsigned samples, {@code (height, width, channels)}
     */
    public byte[] data() {
        return data;
    }

    /**
     * One sample.
     *
     * @param row from the top
     * @param column from the left
     * @param channel 0 for red or grey
     * @return 0 to 255
     */
    public int at(int row, int column, int channel) {
        return data[(row * width + column) * channels + channel] & 0xff;
    }

    /**
     * Cuts a rectangle out; what lies beyond this picture becomes black, as in Pillow.
     *
     * @param window where to cut
     * @return a copy of the window's size
     */
    public Pixels crop(Window window) {
        return crop(window, new int[channels]);
    }

    /**
     * Cuts a rectangle out; what lies beyond this picture takes a colour.
     *
     * @param window where to cut
     * @param fill one sample a channel, 0 to 255
     * @return a copy of the window's size
     */
    public Pixels crop(Window window, int... fill) {
        if (fill.length != channels) {
            throw new IllegalArgumentException("fill has " + fill.length + " samples, the picture " + channels);
        }
        Pixels out = window.inside(height, width)
                ? new Pixels(
                        window.height(),
                        window.width(),
                        channels,
                        new byte[window.height() * window.width() * channels])
                : filled(window.height(), window.width(), fill);
        out.paste(this, -window.top(), -window.left());
        return out;
    }

    /** Copies what fits of another picture over this one; its upper left corner comes to the given place. */
    void paste(Pixels other, int top, int left) {
        int firstRow = Math.max(0, top);
        int lastRow = Math.min(height, top + other.height);
        int firstColumn = Math.max(0, left);
        int count = (Math.min(width, left + other.width) - firstColumn) * channels;
        for (int row = firstRow; row < lastRow && count > 0; row++) {
            int from = ((row - top) * other.width + firstColumn - left) * channels;
            System.arraycopy(other.data, from, data, (row * width + firstColumn) * channels, count);
        }
    }

    /**
     * Converts as Pillow does: grey is repeated, colours become luma {@code (19595 R + 38470 G + 7471 B + 32768) >>
     * 16}.
     *
     * @param mode what to convert to
     * @return this picture where it is of that mode already, else a new one
     */
    public Pixels convert(ColorMode mode) {
        if (mode.channels() == channels) {
            return this;
        }
        byte[] out = new byte[sampleCount(height, width, mode.channels())];
        if (mode == ColorMode.RGB) {
            for (int i = 0, o = 0; i < data.length; i++, o += 3) {
                Arrays.fill(out, o, o + 3, data[i]);
            }
        } else {
            for (int i = 0, o = 0; o < out.length; i += 3, o++) {
                out[o] = (byte) Luma.of(data[i] & 0xff, data[i + 1] & 0xff, data[i + 2] & 0xff);
            }
        }
        return new Pixels(height, width, mode.channels(), out);
    }

    /**
     * A copy for the Java desktop.
     *
     * @return a byte image, BGR or grey
     */
    public BufferedImage toBufferedImage() {
        return DesktopImages.image(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pixels p
                && height == p.height
                && width == p.width
                && channels == p.channels
                && Arrays.equals(data, p.data);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(data) * 31 + width;
    }

    @Override
    public String toString() {
        return "Pixels(" + height + " x " + width + " x " + channels + ")";
    }
}
