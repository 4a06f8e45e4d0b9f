package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.random.Draws;

/**
 * Mirrors, at times.
 *
 * @param direction left to right, or upside down
 * @param probability how often
 */
public record RandomFlip(Direction direction, double probability) implements Augmentation {
    /** What is exchanged. */
    public enum Direction {
        /** Left and right. */
        HORIZONTAL,
        /** Top and bottom. */
        VERTICAL
    }

    @Override
    public Pixels apply(Pixels image, Draws draws) {
        return draws.happens(probability) ? flip(image) : image;
    }

    @Override
    public String name() {
        return direction == Direction.HORIZONTAL ? "RandomHorizontalFlip" : "RandomVerticalFlip";
    }

    Pixels flip(Pixels image) {
        byte[] out = new byte[image.data().length];
        int stride = image.width() * image.channels();
        for (int start = 0; start < out.length; start += stride) {
            if (direction == Direction.VERTICAL) {
                System.arraycopy(image.data(), start, out, out.length - stride - start, stride);
            } else {
                mirror(image.data(), out, start, stride, image.channels());
            }
        }
        return Pixels.of(image.height(), image.width(), image.channels(), out);
    }

    /** One row; a copy for each pixel by the system's call would cost more than the samples. */
    private static void mirror(byte[] in, byte[] out, int start, int stride, int channels) {
        int to = start + stride - channels;
        for (int from = start; from < start + stride; from += channels, to -= channels) {
            out[to] = in[from];
            if (channels == 3) {
                out[to + 1] = in[from + 1];
                out[to + 2] = in[from + 2];
            }
        }
    }
}
