package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.random.Draws;

/**
 * Takes all colour away, at times; the channels stay.
 *
 * @param probability how often
 */
public record RandomGrayscale(double probability) implements Augmentation {
    @Override
    public Pixels apply(Pixels image, Draws draws) {
        return draws.happens(probability) ? Enhancement.grayscale(image) : image;
    }
}
