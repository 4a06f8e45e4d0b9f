package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.ColorMode;
import io.github.timm4j.data.image.Pixels;

/**
 * Pillow's ImageEnhance: a blend of the picture with a worse one; factor 1 keeps the picture, 0 gives the worse one.
 */
final class Enhancement {
    private Enhancement() {}

    static Pixels brightness(Pixels image, double factor) {
        return fromLevel(0, image, factor);
    }

    static Pixels contrast(Pixels image, double factor) {
        byte[] grey = image.convert(ColorMode.L).data();
        long sum = 0;
        for (byte value : grey) {
            sum += value & 0xff;
        }
        return fromLevel((int) ((double) sum / grey.length + 0.5), image, factor);
    }

    /** Blends one level with a picture: each level of the picture gives one of the result. */
    private static Pixels fromLevel(int level, Pixels image, double factor) {
        float f = (float) factor;
        return f == 1 ? image : LookupTables.each(image, value -> between(level, value, f));
    }

    static Pixels color(Pixels image, double factor) {
        float f = (float) factor;
        if (image.channels() == 1 || f == 0 || f == 1) {
            return f == 0 ? grayscale(image) : image;
        }
        byte[] grey = image.convert(ColorMode.L).data();
        byte[] in = image.data();
        byte[] out = new byte[in.length];
        for (int p = 0, i = 0; p < grey.length; p++, i += 3) {
            int luma = grey[p] & 0xff;
            out[i] = (byte) between(luma, in[i] & 0xff, f);
            out[i + 1] = (byte) between(luma, in[i + 1] & 0xff, f);
            out[i + 2] = (byte) between(luma, in[i + 2] & 0xff, f);
        }
        return Pixels.of(image.height(), image.width(), 3, out);
    }

    static Pixels sharpness(Pixels image, double factor) {
        return blend(smooth(image), image, factor);
    }

    /** Luma in all channels. */
    static Pixels grayscale(Pixels image) {
        return image.channels() == 1 ? image : image.convert(ColorMode.L).convert(ColorMode.RGB);
    }

    /** Single precision, clipped and truncated. */
    static Pixels blend(Pixels from, Pixels to, double factor) {
        float f = (float) factor;
        if (f == 0 || f == 1) {
            return f == 0 ? from : to;
        }
        byte[] first = from.data();
        byte[] second = to.data();
        byte[] out = new byte[first.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) between(first[i] & 0xff, second[i] & 0xff, f);
        }
        return Pixels.of(to.height(), to.width(), to.channels(), out);
    }

    private static int between(int from, int to, float factor) {
        return Math.max(0, Math.min(255, (int) (from + factor * (to - from))));
    }

    /** Nine pixels, the middle one five times, over 13 and rounded; the border stays. */
    private static Pixels smooth(Pixels image) {
        int channels = image.channels();
        int stride = image.width() * channels;
        byte[] in = image.data();
        byte[] out = in.clone();
        for (int y = 1; y < image.height() - 1; y++) {
            for (int i = y * stride + channels; i < (y + 1) * stride - channels; i++) {
                int sum = row(in, i - stride, channels) + row(in, i, channels) + row(in, i + stride, channels);
                out[i] = (byte) ((2 * (sum + 4 * (in[i] & 0xff)) + 13) / 26);
            }
        }
        return Pixels.of(image.height(), image.width(), channels, out);
    }

    private static int row(byte[] in, int i, int channels) {
        return (in[i - channels] & 0xff) + (in[i] & 0xff) + (in[i + channels] & 0xff);
    }
}
