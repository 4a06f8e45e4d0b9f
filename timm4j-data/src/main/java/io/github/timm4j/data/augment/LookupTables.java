package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;
import java.util.function.IntUnaryOperator;

/** Operations that map each sample by a table, as Pillow's ImageOps. */
final class LookupTables {
    private LookupTables() {}

    static Pixels invert(Pixels image) {
        return each(image, v -> 255 - v);
    }

    static Pixels solarize(Pixels image, int threshold) {
        return each(image, v -> v < threshold ? v : 255 - v);
    }

    static Pixels solarizeAdd(Pixels image, int addend) {
        return each(image, v -> v < 128 ? Math.min(255, v + addend) : v);
    }

    /** No bits give black, as in Pillow before version 13, which refuses that. */
    static Pixels posterize(Pixels image, int bits) {
        return bits >= 8 ? image : each(image, v -> v & -(1 << (8 - bits)));
    }

    static Pixels autoContrast(Pixels image) {
        byte[][] tables = new byte[image.channels()][];
        for (int c = 0; c < tables.length; c++) {
            int[] counts = histogram(image, c);
            int low = 0;
            int high = 255;
            while (low < 255 && counts[low] == 0) {
                low++;
            }
            while (high > 0 && counts[high] == 0) {
                high--;
            }
            double scale = high <= low ? 1 : 255.0 / (high - low);
            double offset = high <= low ? 0 : -low * scale;
            tables[c] = table(v -> (int) (v * scale + offset));
        }
        return map(image, tables);
    }

    static Pixels equalize(Pixels image) {
        byte[][] tables = new byte[image.channels()][];
        for (int c = 0; c < tables.length; c++) {
            tables[c] = equalizing(histogram(image, c), image.height() * image.width());
        }
        return map(image, tables);
    }

    private static byte[] equalizing(int[] counts, int pixels) {
        int last = 255;
        while (counts[last] == 0) {
            last--;
        }
        int step = (pixels - counts[last]) / 255;
        if (step == 0) {
            return table(v -> v);
        }
        int[] levels = new int[256];
        int n = step / 2;
        for (int v = 0; v < 256; v++) {
            levels[v] = n / step;
            n += counts[v];
        }
        return table(v -> levels[v]);
    }

    private static int[] histogram(Pixels image, int channel) {
        int[] counts = new int[256];
        byte[] data = image.data();
        for (int i = channel; i < data.length; i += image.channels()) {
            counts[data[i] & 0xff]++;
        }
        return counts;
    }

    /** Maps each sample, clipped to 0..255. */
    static Pixels each(Pixels image, IntUnaryOperator level) {
        return map(image, new byte[][] {table(level)});
    }

    private static byte[] table(IntUnaryOperator level) {
        byte[] table = new byte[256];
        for (int v = 0; v < 256; v++) {
            table[v] = (byte) Math.max(0, Math.min(255, level.applyAsInt(v)));
        }
        return table;
    }

    /** A table for each channel, or one for all. */
    private static Pixels map(Pixels image, byte[][] tables) {
        byte[] data = image.data();
        byte[] out = new byte[data.length];
        if (tables.length == 1) {
            byte[] table = tables[0];
            for (int i = 0; i < data.length; i++) {
                out[i] = table[data[i] & 0xff];
            }
        } else {
            mapColors(data, out, tables);
        }
        return Pixels.of(image.height(), image.width(), image.channels(), out);
    }

    private static void mapColors(byte[] data, byte[] out, byte[][] tables) {
        byte[] red = tables[0];
        byte[] green = tables[1];
        byte[] blue = tables[2];
        for (int i = 0; i < data.length; i += 3) {
            out[i] = red[data[i] & 0xff];
            out[i + 1] = green[data[i + 1] & 0xff];
            out[i + 2] = blue[data[i + 2] & 0xff];
        }
    }
}
