package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.random.Draws;

/** Changes a picture by chance. Implementations are immutable and never write to the picture that they are given. */
@FunctionalInterface
public interface Augmentation {
    /**
     * Changes a picture.
     *
     * @param image the picture
     * @param draws the only source of chance
     * @return a new picture, or the same one where nothing changes
     */
    Pixels apply(Pixels image, Draws draws);

    /**
     * timm's or torchvision's name.
     *
     * @return the name of the transform's class
     */
    default String name() {
        return getClass().getSimpleName();
    }

    /**
     * Makes a policy as timm's {@code create_transform} does from its {@code auto_augment} argument.
     *
     * @param config such as {@code rand-m9-mstd0.5-inc1}, {@code augmix-m5-w4-d2}, {@code v0r-mstd0.5} or {@code 3a}
     * @param hparams what the operations share
     * @return the policy
     * @throws IllegalArgumentException where the text is not understood
     */
    static Augmentation of(String config, AugmentHparams hparams) {
        if (config.startsWith("rand")) {
            return RandAugment.of(config, hparams);
        }
        return config.startsWith("augmix") ? AugMix.of(config, hparams) : AutoAugment.of(config, hparams);
    }
}
