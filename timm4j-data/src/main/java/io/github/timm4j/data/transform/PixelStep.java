package io.github.timm4j.data.transform;

import io.github.timm4j.data.image.Pixels;
import java.util.List;

/** One step from picture to picture. */
interface PixelStep {
    Pixels apply(Pixels image);

    /** The transforms of timm that the step stands for. */
    List<String> names();
}
