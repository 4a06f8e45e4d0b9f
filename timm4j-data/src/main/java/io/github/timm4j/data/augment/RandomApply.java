package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.random.Draws;

/**
 * Another augmentation, at times.
 *
 * @param augmentation the other one
 * @param probability how often
 */
public record RandomApply(Augmentation augmentation, double probability) implements Augmentation {
    @Override
    public Pixels apply(Pixels image, Draws draws) {
        return draws.happens(probability) ? augmentation.apply(image, draws) : image;
    }
}
