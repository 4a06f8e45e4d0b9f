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
        int stride = image.width() * channels;
        int x1 = clamp(left - 1, image.width()) * channels;
        int x2 = clamp(left, image.width()) * channels;
        int x3 = clamp(left + 1, image.width()) * channels;
        int x4 = clamp(left + 2, image.width()) * channels;
        int y1 = clamp(top - 1, image.height()) * stride;
        int y2 = clamp(top, image.height()) * stride;
        int y3 = clamp(top + 1, image.height()) * stride;
        int y4 = clamp(top + 2, image.height()) * stride;
        byte[] data = image.data();
        for (int c = 0; c < channels; c++) {
            double v1 = cubic(data[y1 + x1 + c], data[y1 + x2 + c], data[y1 + x3 + c], data[y1 + x4 + c], dx);
            double v2 = cubic(data[y2 + x1 + c], data[y2 + x2 + c], data[y2 + x3 + c], data[y2 + x4 + c], dx);
            double v3 = cubic(data[y3 + x1 + c], data[y3 + x2 + c], data[y3 + x3 + c], data[y3 + x4 + c], dx);
            double v4 = cubic(data[y4 + x1 + c], data[y4 + x2 + c], data[y4 + x3 + c], data[y4 + x4 + c], dx);
            target[offset + c] = (byte) Math.max(0, Math.min(255, (int) cubic(v1, v2, v3, v4, dy)));
        }
    }

    private static double cubic(byte v1, byte v2, byte v3, byte v4, double part) {
        return cubic((double) (v1 & 0xff), v2 & 0xff, v3 & 0xff, v4 & 0xff, part);
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
