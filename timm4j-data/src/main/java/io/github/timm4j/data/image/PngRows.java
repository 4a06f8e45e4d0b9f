package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates and unfilters the rows of a PNG file, one after the other. */
final class PngRows implements AutoCloseable {
    private static final int BLOCK = 1 << 16;

    private final PngFile file;
    private final Inflater inflater = new Inflater();
    private final byte[] block = new byte[BLOCK];
    private int blockAt;
    private int blockEnd;
    private int nextData;
    private byte[] current = {};
    private byte[] previous = {};
    private int length;

    PngRows(PngFile file) {
        this.file = file;
    }

    /** Begins a picture, or a pass of one, whose first row has none above it. */
    void start(int columns) {
        length = file.rowBytes(columns);
        current = new byte[length];
        previous = new byte[length];
    }

    /** The bytes of the next row; the array is used again two rows later. */
    byte[] next() {
        byte[] above = current;
        current = previous;
        previous = above;
        int filter = readByte();
        read(current);
        int step = file.filterStep();
        switch (filter) {
            case 0 -> {}
            case 1 -> sub(current, step);
            case 2 -> up(current, above);
            case 3 -> average(current, above, step);
            case 4 -> paeth(current, above, step);
            default -> throw new ImageException("unknown PNG filter " + filter);
        }
        return current;
    }

    private int readByte() {
        if (blockAt == blockEnd) {
            inflate();
        }
        return block[blockAt++] & 0xff;
    }

    private void read(byte[] row) {
        int done = 0;
        while (done < row.length) {
            if (blockAt == blockEnd) {
                inflate();
            }
            int count = Math.min(row.length - done, blockEnd - blockAt);
            System.arraycopy(block, blockAt, row, done, count);
            blockAt += count;
            done += count;
        }
    }

    private void inflate() {
        blockAt = 0;
        blockEnd = 0;
        try {
            while (blockEnd == 0) {
                if (inflater.needsInput()) {
                    feed();
                }
                blockEnd = inflater.inflate(block);
                if (blockEnd == 0 && (inflater.finished() || inflater.needsDictionary())) {
                    throw new ImageException("truncated: the PNG data end before the last row");
                }
            }
        } catch (DataFormatException e) {
            throw new ImageException("broken PNG data: " + e.getMessage(), e);
        }
    }

    private void feed() {
        if (nextData >= file.data().size()) {
            throw new ImageException("truncated: the PNG data end before the last row");
        }
        int start = file.data().get(nextData);
        inflater.setInput(file.bytes(), start, file.data().get(nextData + 1) - start);
        nextData += 2;
    }

    private static void sub(byte[] row, int step) {
        for (int i = step; i < row.length; i++) {
            row[i] += row[i - step];
        }
    }

    private static void up(byte[] row, byte[] above) {
        for (int i = 0; i < row.length; i++) {
            row[i] += above[i];
        }
    }

    private static void average(byte[] row, byte[] above, int step) {
        for (int i = 0; i < row.length; i++) {
            int left = i < step ? 0 : row[i - step] & 0xff;
            row[i] += (byte) ((left + (above[i] & 0xff)) >> 1);
        }
    }

    private static void paeth(byte[] row, byte[] above, int step) {
        if (step == 3) {
            paethColors(row, above);
            return;
        }
        for (int i = 0; i < Math.min(step, row.length); i++) {
            row[i] += above[i];
        }
        for (int i = step; i < row.length; i++) {
            row[i] += (byte) nearest(row[i - step] & 0xff, above[i] & 0xff, above[i - step] & 0xff);
        }
    }

    /** Three colours side by side, so that none waits for another; the pixels to the left stay in registers. */
    private static void paethColors(byte[] row, byte[] above) {
        int red = 0;
        int green = 0;
        int blue = 0;
        int cornerRed = 0;
        int cornerGreen = 0;
        int cornerBlue = 0;
        for (int i = 0; i < row.length - 2; i += 3) {
            int upRed = above[i] & 0xff;
            int upGreen = above[i + 1] & 0xff;
            int upBlue = above[i + 2] & 0xff;
            red = (row[i] + nearest(red, upRed, cornerRed)) & 0xff;
            green = (row[i + 1] + nearest(green, upGreen, cornerGreen)) & 0xff;
            blue = (row[i + 2] + nearest(blue, upBlue, cornerBlue)) & 0xff;
            row[i] = (byte) red;
            row[i + 1] = (byte) green;
            row[i + 2] = (byte) blue;
            cornerRed = upRed;
            cornerGreen = upGreen;
            cornerBlue = upBlue;
        }
    }

    /**
     * The neighbour that is nearest to {@code left + up - corner}. Where three times the corner less both others is at
     * most the smaller one, the larger one is nearest, and the other way round; masks take the place of branches, which
     * pixels make unforeseeable.
     */
    private static int nearest(int left, int up, int corner) {
        int threshold = 3 * corner - left - up;
        int smaller = Math.min(left, up);
        int larger = Math.max(left, up);
        int low = corner ^ ((corner ^ smaller) & (larger - threshold - 1) >> 31);
        return low ^ ((low ^ larger) & (threshold - smaller - 1) >> 31);
    }

    @Override
    public void close() {
        inflater.end();
        Arrays.fill(block, (byte) 0);
    }
}
