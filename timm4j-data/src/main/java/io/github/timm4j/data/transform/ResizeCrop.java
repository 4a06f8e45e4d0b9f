package io.github.timm4j.data.transform;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.image.Resampler;
import io.github.timm4j.data.image.Window;
import java.util.List;

/**
 * Resizes and cuts out the centre in one, so that only what is kept is computed; a crop that is larger than the resized
 * picture is filled up.
 *
 * @param rule the size to resize to
 * @param filter how
 * @param crop the size to cut out
 * @param cropName the transform of timm that crops
 * @param fill colour of what lies outside, one value for each channel
 */
record ResizeCrop(ResizeRule rule, Interpolation filter, ImageSize crop, String cropName, List<Integer> fill)
        implements PixelStep {
    @Override
    public Pixels apply(Pixels image) {
        ImageSize size = rule.sizeOf(image);
        int top = offset(size.height(), crop.height());
        int left = offset(size.width(), crop.width());
        Window visible = new Window(
                Math.max(0, top),
                Math.max(0, left),
                Math.min(size.height(), crop.height()),
                Math.min(size.width(), crop.width()));
        Window whole = Window.full(image.height(), image.width());
        Pixels part = Resampler.resize(image, whole, size, visible, filter);
        if (top >= 0 && left >= 0) {
            return part;
        }
        int[] color = fill.stream().mapToInt(Integer::intValue).toArray();
        return part.crop(new Window(Math.min(0, top), Math.min(0, left), crop.height(), crop.width()), color);
    }

    /** Where the crop begins: halves round to even when it cuts, down when it fills. */
    static int offset(int size, int crop) {
        return crop > size ? -((crop - size) / 2) : (int) Math.rint((size - crop) / 2.0);
    }

    @Override
    public List<String> names() {
        return List.of(rule.transformName(), cropName);
    }
}
