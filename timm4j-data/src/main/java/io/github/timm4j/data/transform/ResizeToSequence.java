package io.github.timm4j.data.transform;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.image.Resampler;
import java.util.List;

/** Resizes to a size that depends on the picture, without a crop. */
record ResizeToSequence(SequenceLimit limit, Interpolation filter) implements PixelStep {
    @Override
    public Pixels apply(Pixels image) {
        ImageSize size = limit.sizeFor(new ImageSize(image.height(), image.width()));
        return Resampler.resize(image, size.height(), size.width(), filter);
    }

    @Override
    public List<String> names() {
        return List.of("ResizeToSequence");
    }
}
