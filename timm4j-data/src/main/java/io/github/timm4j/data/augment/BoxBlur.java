package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;

/**
 * Pillow's Gaussian blur: three extended box blurs along rows, then three along columns, in fixed point with 24 bits.
 *
 * @see <a href="https://www.mia.uni-saarland.de/Publications/gwosdek-ssvm11.pdf">Gwosdek and others, 2011</a>
 */
final class BoxBlur {
    private static final int PASSES = 3;

    private final int radius;
    private final int weight;
    private final int farWeight;

    private BoxBlur(float boxRadius) {
        radius = (int) boxRadius;
        weight = (int) ((1 << 24) / (boxRadius * 2 + 1));
        farWeight = ((1 << 24) - (radius * 2 + 1) * weight) / 2;
    }

    static Pixels gaussian(Pixels image, double deviation) {
        float boxRadius = boxRadius((float) deviation);
        if (deviation == 0 || boxRadius == 0) {
            return image;
        }
        BoxBlur blur = new BoxBlur(boxRadius);
        byte[] data = image.data().clone();
        int channels = image.channels();
        int stride = image.width() * channels;
        for (int y = 0; y < image.height(); y++) {
            for (int c = 0; c < channels; c++) {
                blur.line(data, y * stride + c, channels, image.width());
            }
        }
        for (int i = 0; i < stride; i++) {
            blur.line(data, i, stride, image.height());
        }
        return Pixels.of(image.height(), image.width(), channels, data);
    }

    /** The box of the same variance after all passes, with a fraction; single precision as in Pillow. */
    private static float boxRadius(float deviation) {
        float variance = deviation * deviation / PASSES;
        float length = (float) Math.sqrt(12.0 * variance + 1.0);
        float whole = (float) Math.floor((length - 1.0) / 2.0);
        float part = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance);
        part /= 6 * (variance - (whole + 1) * (whole + 1));
        return whole + part;
    }

    private void line(byte[] data, int start, int step, int size) {
        int[] in = new int[size];
        for (int i = 0; i < size; i++) {
            in[i] = data[start + i * step] & 0xff;
        }
        int[] out = new int[size];
        for (int pass = 0; pass < PASSES; pass++) {
            run(in, out);
            int[] swap = in;
            in = out;
            out = swap;
        }
        for (int i = 0; i < size; i++) {
            data[start + i * step] = (byte) in[i];
        }
    }

    /**
     * Pixels beyond the ends repeat the end; the sum is below 2 to the 32, so that overflow of the sign is harmless.
     */
    private void run(int[] in, int[] out) {
        int last = in.length - 1;
        int sum = in[0] * (radius + 1);
        for (int i = 0; i < radius; i++) {
            sum += in[Math.min(i, last)];
        }
        for (int x = 0; x <= last; x++) {
            int left = in[Math.max(0, x - radius - 1)];
            sum += in[Math.min(last, x + radius)] - left;
            int far = left + in[Math.min(last, x + radius + 1)];
            out[x] = (sum * weight + far * farWeight + (1 << 23)) >>> 24;
        }
    }
}
