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
        int channels = image.channels();
        int stride = image.width() * channels;
        byte[] in = image.data();
        byte[] out = new byte[in.length];
        boolean vertical = direction == Direction.VERTICAL;
        int piece = vertical ? stride : channels;
        for (int start = 0; start < in.length; start += vertical ? in.length : stride) {
            int end = vertical ? in.length : stride;
            for (int i = 0; i < end; i += piece) {
                System.arraycopy(in, start + i, out, start + end - piece - i, piece);
            }
        }
        return Pixels.of(image.height(), image.width(), channels, out);
    }
}
