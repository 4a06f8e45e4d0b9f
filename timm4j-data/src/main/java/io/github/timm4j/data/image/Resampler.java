package io.github.timm4j.data.image;

import io.github.timm4j.config.ImageSize;

/**
 * Pillow's resize, bit for bit, of a part of a picture and for a part of the result only.
 *
 * <p>Two passes, each rounded to 8 bits. Rows come first where that shrinks much more than columns would (Pillow 13),
 * else columns do. What the result does not show is never computed.
 *
 * @see <a href="https://pillow.readthedocs.io/en/stable/handbook/concepts.html#filters">Filters</a>
 */
public final class Resampler {
    private Resampler() {}

    /**
     * Resizes a whole picture.
     *
     * @param image the picture
     * @param height new rows
     * @param width new columns
     * @param filter how to weigh the old pixels
     * @return the new picture; the same object where the size stays
     */
    public static Pixels resize(Pixels image, int height, int width, Interpolation filter) {
        if (height == image.height() && width == image.width()) {
            return image;
        }
        ImageSize size = new ImageSize(height, width);
        return resize(image, Window.full(image.height(), image.width()), size, Window.full(height, width), filter);
    }

    /**
     * Resizes a part of a picture as if it were cut out first, and returns a part of the result.
     *
     * @param image the picture
     * @param source what to resize, inside the picture
     * @param size size of the resized part
     * @param part what to return of it, inside that size
     * @param filter how to weigh the old pixels
     * @return a picture of the part's size
     * @throws IllegalArgumentException where source or part reach outside
     */
    public static Pixels resize(Pixels image, Window source, ImageSize size, Window part, Interpolation filter) {
        if (!source.inside(image.height(), image.width()) || !part.inside(size.height(), size.width())) {
            throw new IllegalArgumentException("cannot take " + part + " of " + source + " of " + image + " resized to "
                    + size.height() + " x " + size.width());
        }
        if (source.height() == size.height() && source.width() == size.width()) {
            return image.crop(
                    new Window(source.top() + part.top(), source.left() + part.left(), part.height(), part.width()));
        }
        if (filter == Interpolation.NEAREST) {
            return nearest(image, source, size, part);
        }
        FilterWeights columns = FilterWeights.of(filter, source.width(), size.width(), part.left(), part.width());
        FilterWeights rows = FilterWeights.of(filter, source.height(), size.height(), part.top(), part.height());
        int fewerRows = source.height() - size.height();
        boolean rowsFirst = fewerRows > 0 && fewerRows > 2 * (source.width() - size.width());
        return rowsFirst
                ? new RowsFirst(image, source, columns, rows).run()
                : new ColumnsFirst(image, source, columns, rows).run();
    }

    private static Pixels nearest(Pixels image, Window source, ImageSize size, Window part) {
        int[] rows = nearestIndices(source.height(), size.height(), part.top(), part.height());
        int[] columns = nearestIndices(source.width(), size.width(), part.left(), part.width());
        int channels = image.channels();
        byte[] from = image.data();
        byte[] to = new byte[part.height() * part.width() * channels];
        int o = 0;
        for (int row : rows) {
            int start = ((source.top() + row) * image.width() + source.left()) * channels;
            for (int column : columns) {
                for (int c = 0; c < channels; c++) {
                    to[o++] = from[start + column * channels + c];
                }
            }
        }
        return Pixels.of(part.height(), part.width(), channels, to);
    }

    /** Pillow adds up the step instead of multiplying it; the rounding errors are part of the result. */
    private static int[] nearestIndices(int oldSize, int newSize, int from, int count) {
        double step = (double) oldSize / newSize;
        double at = step * 0.5;
        int[] indices = new int[count];
        for (int i = 0; i < from + count; i++) {
            if (i >= from) {
                indices[i - from] = Math.min((int) at, oldSize - 1);
            }
            at += step;
        }
        return indices;
    }

    /** Columns into a ring of rows, then rows. */
    private record ColumnsFirst(Pixels image, Window source, FilterWeights columns, FilterWeights rows) {
        Pixels run() {
            int channels = image.channels();
            int stride = image.width() * channels;
            int origin = source.top() * stride + source.left() * channels;
            int width = columns.first.length;
            RowRing ring = new RowRing(rows.taps, width * channels);
            ColumnPass pass = new ColumnPass(columns, channels, source.width());
            byte[] out = new byte[rows.first.length * width * channels];
            int next = 0;
            for (int y = 0; y < rows.first.length; y++) {
                int first = rows.first[y];
                next = Math.max(next, first);
                for (; next < first + rows.taps; next += 2) {
                    int second = Math.min(next + 1, source.height() - 1);
                    pass.load(image.data(), origin + next * stride, origin + second * stride);
                    pass.run(ring.row(next), ring.row(next + 1));
                }
                ring.sum(rows, y);
                ring.store(out, y * width * channels);
            }
            return Pixels.of(rows.first.length, width, channels, out);
        }
    }

    /** Rows first, two new rows at a time, then their columns. */
    private record RowsFirst(Pixels image, Window source, FilterWeights columns, FilterWeights rows) {
        Pixels run() {
            int channels = image.channels();
            int count = source.width() * channels;
            int width = columns.first.length;
            int height = rows.first.length;
            RowRing ring = new RowRing(rows.taps, count);
            ColumnPass pass = new ColumnPass(columns, channels, source.width());
            byte[] pair = new byte[2 * count];
            int[][] result = new int[2][width * channels];
            byte[] out = new byte[height * width * channels];
            int next = 0;
            for (int y = 0; y < height; y++) {
                next = fill(ring, Math.max(next, rows.first[y]), rows.first[y] + rows.taps);
                ring.sum(rows, y);
                ring.store(pair, (y & 1) * count);
                if ((y & 1) == 1 || y == height - 1) {
                    pass.load(pair, 0, count);
                    pass.run(result[0], result[1]);
                    for (int r = 0; r <= (y & 1); r++) {
                        RowRing.narrow(result[r], out, (y - (y & 1) + r) * width * channels);
                    }
                }
            }
            return Pixels.of(height, width, channels, out);
        }

        private int fill(RowRing ring, int from, int end) {
            int stride = image.width() * image.channels();
            int next = from;
            for (; next < end; next++) {
                int[] row = ring.row(next);
                int at = (source.top() + next) * stride + source.left() * image.channels();
                for (int i = 0; i < row.length; i++) {
                    row[i] = image.data()[at + i] & 0xff;
                }
            }
            return next;
        }
    }
}
