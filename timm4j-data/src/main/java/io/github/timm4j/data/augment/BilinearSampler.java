package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;

/** Between two by two pixels; the result is truncated. */
record BilinearSampler(Pixels image) implements Affine.Sampler {
    @Override
    public void sample(double x, double y, byte[] target, int offset) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double dx = x - left;
        double dy = y - top;
        int channels = image.channels();
        int stride = image.width() * channels;
        int first = Math.max(0, left) * channels;
        int second = Math.min(image.width() - 1, left + 1) * channels;
        int upper = Math.max(0, top) * stride;
        int lower = Math.min(image.height() - 1, top + 1) * stride;
        byte[] data = image.data();
        for (int c = 0; c < channels; c++) {
            double above = between(data[upper + first + c] & 0xff, data[upper + second + c] & 0xff, dx);
            double below = between(data[lower + first + c] & 0xff, data[lower + second + c] & 0xff, dx);
            target[offset + c] = (byte) (int) between(above, below, dy);
        }
    }

    private static double between(double from, double to, double part) {
        return from + (to - from) * part;
    }
}
