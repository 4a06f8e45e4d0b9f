package io.github.timm4j.data.transform;

import io.github.timm4j.ImageException;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.image.Window;
import java.util.List;

/** Cuts a border off. */
record TrimBorder(int border) implements PixelStep {
    @Override
    public Pixels apply(Pixels image) {
        int height = image.height() - 2 * border;
        int width = image.width() - 2 * border;
        if (height < 1 || width < 1) {
            throw new ImageException("nothing is left of " + image + " without a border of " + border + " pixels");
        }
        return image.crop(new Window(border, border, height, width));
    }

    @Override
    public List<String> names() {
        return List.of("TrimBorder");
    }
}
