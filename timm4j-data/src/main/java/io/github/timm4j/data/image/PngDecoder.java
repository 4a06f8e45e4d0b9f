package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;

/**
 * PNG with the pixel values that Pillow has: alpha and transparency are dropped without compositing, 16-bit colours
 * keep their high byte, 16-bit grey is cut off at 255, grey of fewer bits is spread to 0..255.
 */
final class PngDecoder {
    /** Deflate makes at most 1032 bytes of one. */
    private static final long LARGEST_EXPANSION = 1040;

    /** First column, first row, column step and row step of the seven passes. */
    private static final int[][] ADAM7 = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] ONE_PASS = {{0, 0, 1, 1}};

    private final PngFile file;
    private final int channels;
    private final byte[] lookup;
    private final byte[] out;

    private PngDecoder(PngFile file) {
        this.file = file;
        channels = file.type() == 0 || file.type() == 4 ? 1 : 3;
        lookup = file.type() == 3 ? file.palette() : grayLevels(file.depth());
        out = new byte[Math.multiplyExact(Math.multiplyExact(file.width(), file.height()), channels)];
    }

    static Pixels decode(byte[] bytes) {
        PngFile file = PngFile.parse(bytes);
        file.requireKnownType();
        long needed = (long) file.rowBytes(file.width()) * file.height();
        if (needed > bytes.length * LARGEST_EXPANSION) {
            throw new ImageException("truncated: " + bytes.length + " bytes cannot expand to " + needed);
        }
        PngDecoder decoder = new PngDecoder(file);
        try (PngRows rows = new PngRows(file)) {
            for (int[] pass : file.interlaced() ? ADAM7 : ONE_PASS) {
                decoder.pass(rows, pass);
            }
        }
        return Pixels.of(file.height(), file.width(), decoder.channels, decoder.out);
    }

    private static byte[] grayLevels(int depth) {
        byte[] levels = new byte[256];
        int largest = depth >= 8 ? 255 : (1 << depth) - 1;
        for (int i = 0; i <= largest; i++) {
            levels[i] = (byte) (i * 255 / largest);
        }
        return levels;
    }

    private void pass(PngRows rows, int[] pass) {
        int columns = (file.width() - pass[0] + pass[2] - 1) / pass[2];
        if (columns <= 0) {
            return;
        }
        rows.start(columns);
        for (int y = pass[1]; y < file.height(); y += pass[3]) {
            byte[] row = rows.next();
            int at = (y * file.width() + pass[0]) * channels;
            put(row, columns, at, pass[2] * channels);
        }
    }

    private void put(byte[] row, int columns, int at, int step) {
        boolean wide = file.depth() == 16;
        if (file.type() == 2 || file.type() == 6) {
            putColors(row, columns, at, step, wide ? 2 : 1);
        } else if (wide && file.type() == 0) {
            for (int x = 0, o = at; x < columns; x++, o += step) {
                out[o] = row[2 * x] == 0 ? row[2 * x + 1] : (byte) 255;
            }
        } else if (file.depth() >= 8) {
            int size = file.samples() * file.depth() / 8;
            for (int x = 0, o = at; x < columns; x++, o += step) {
                look(row[x * size] & 0xff, o);
            }
        } else {
            for (int x = 0, o = at; x < columns; x++, o += step) {
                look(bits(row, x), o);
            }
        }
    }

    private void putColors(byte[] row, int columns, int at, int step, int sampleBytes) {
        int size = file.samples() * sampleBytes;
        if (size == 3 && step == 3) {
            System.arraycopy(row, 0, out, at, columns * 3);
            return;
        }
        for (int x = 0, i = 0, o = at; x < columns; x++, i += size, o += step) {
            out[o] = row[i];
            out[o + 1] = row[i + sampleBytes];
            out[o + 2] = row[i + 2 * sampleBytes];
        }
    }

    private void look(int value, int at) {
        for (int c = 0; c < channels; c++) {
            out[at + c] = lookup[value * channels + c];
        }
    }

    private int bits(byte[] row, int x) {
        int depth = file.depth();
        int perByte = 8 / depth;
        int shift = 8 - depth - x % perByte * depth;
        return row[x / perByte] >> shift & (1 << depth) - 1;
    }
}
