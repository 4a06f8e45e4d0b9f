package io.github.timm4j.data.transform;

import io.github.timm4j.data.image.ColorMode;
import io.github.timm4j.data.image.Pixels;
import java.util.ArrayList;
import java.util.List;

/**
 * From a picture to a model's input: geometry on 8-bit pixels, then normalisation. Immutable; many threads may share
 * one.
 *
 * @see Transforms
 */
public final class ImageTransform {
    private final ColorMode mode;
    private final List<PixelStep> steps;
    private final Normalization normalization;

    ImageTransform(ColorMode mode, List<PixelStep> steps, Normalization normalization) {
        this.mode = mode;
        this.steps = List.copyOf(steps);
        this.normalization = normalization;
    }

    /**
     * The geometry alone.
     *
     * @param image a picture of any size; it is converted to the colour mode that the model takes
     * @return pixels {@code (H, W, C)} of the input's size, from 0 to 255
     * @throws io.github.timm4j.ImageException where the picture is too thin for the sizes asked for
     */
    public Pixels toPixels(Pixels image) {
        Pixels current = image.convert(mode);
        for (PixelStep step : steps) {
            current = step.apply(current);
        }
        return current;
    }

    /**
     * The whole way.
     *
     * @param image a picture of any size
     * @return the input {@code (C, H, W)}
     * @throws io.github.timm4j.ImageException where the picture is too thin for the sizes asked for
     */
    public float[] toFloats(Pixels image) {
        Pixels pixels = toPixels(image);
        float[] values = new float[pixels.data().length];
        normalization.write(pixels, values, 0);
        return values;
    }

    /**
     * The last step.
     *
     * @return from pixels of the input's size to floats
     */
    public Normalization normalization() {
        return normalization;
    }

    /**
     * The colours that the model takes.
     *
     * @return what pictures are converted to; decoders that give it at once save a step
     */
    public ColorMode mode() {
        return mode;
    }

    /**
     * timm's names of the transforms.
     *
     * @return in their order, such as Resize, CenterCrop, MaybeToTensor, Normalize
     */
    public List<String> stepNames() {
        List<String> names = new ArrayList<>();
        steps.forEach(step -> names.addAll(step.names()));
        names.addAll(List.of("MaybeToTensor", "Normalize"));
        return names;
    }
}
