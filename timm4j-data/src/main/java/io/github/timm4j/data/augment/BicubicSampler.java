package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;

/** Between four by four pixels by the cubic with a = -1 (resizing has -0.5); the result is clipped and truncated. */
record BicubicSampler(Pixels image) implements Affine.Sampler {
    @Override
    public void sample(double x, double y, byte[] target, int offset) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double dx = x - left;
        double dy = y - top;
        int channels = image.channels();
        int[] columns = new int[4];
        int[] rows = new int[4];
        for (int i = 0; i < 4; i++) {
            columns[i] = clamp(left - 1 + i, image.width()) * channels;
            rows[i] = clamp(top - 1 + i, image.height()) * image.width() * channels;
        }
        for (int c = 0; c < channels; c++) {
            double value = cubic(
                    row(rows[0] + c, columns, dx),
                    row(rows[1] + c, columns, dx),
                    row(rows[2] + c, columns, dx),
                    row(rows[3] + c, columns, dx),
                    dy);
            target[offset + c] = (byte) (int) Math.max(0, Math.min(255, value));
        }
    }

    private double row(int start, int[] columns, double part) {
        byte[] data = image.data();
        return cubic(
                data[start + columns[0]] & 0xff,
                data[start + columns[1]] & 0xff,
                data[start + columns[2]] & 0xff,
                data[start + columns[3]] & 0xff,
                part);
    }

    private static double cubic(double v1, double v2, double v3, double v4, double part) {
        double linear = -v1 + v3;
        double square = 2 * (v1 - v2) + v3 - v4;
        double cube = -v1 + v2 - v3 + v4;
        return v2 + part * (linear + part * (square + part * cube));
    }

    private static int clamp(int index, int size) {
        return Math.max(0, Math.min(size - 1, index));
    }
}
