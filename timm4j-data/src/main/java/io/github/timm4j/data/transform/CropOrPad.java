package io.github.timm4j.data.transform;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.augment.Augmentation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.image.Window;
import io.github.timm4j.data.random.Draws;

/**
 * Brings a picture to a size by cutting what is too much and padding what is missing.
 *
 * @param size the new size
 * @param mode what is padded
 * @param random whether the place is drawn; else it is the middle
 */
record CropOrPad(ImageSize size, PaddingMode mode, boolean random) implements Augmentation {
    @Override
    public Pixels apply(Pixels image, Draws draws) {
        int top = offset(image.height(), size.height(), draws);
        int left = offset(image.width(), size.width(), draws);
        return mode.crop(image, new Window(top, left, size.height(), size.width()));
    }

    private int offset(int from, int to, Draws draws) {
        if (!random) {
            return ResizeCrop.offset(from, to);
        }
        int drawn = draws.between(0, Math.abs(from - to));
        return from < to ? -drawn : drawn;
    }

    @Override
    public String name() {
        return random ? "RandomCropOrPad" : "CenterCropOrPad";
    }
}
