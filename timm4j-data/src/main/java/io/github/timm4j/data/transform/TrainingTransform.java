package io.github.timm4j.data.transform;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.augment.Augmentation;
import io.github.timm4j.data.augment.RandomErasing;
import io.github.timm4j.data.image.ColorMode;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.random.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From a picture to a model's input, by chance. Immutable; many threads may share one, each with its own draws.
 *
 * <p>Three stages, which data sets with several views of a picture apply apart (timm's {@code separate}): {@link
 * #primary} once for all views, {@link #secondary} for all but the clean one, {@link #finish} for each.
 *
 * @see Transforms#training
 */
public final class TrainingTransform {
    private final ColorMode mode;
    private final List<Augmentation> primary;
    private final List<Augmentation> secondary;
    private final Normalization normalization;
    private final Optional<RandomErasing> erasing;

    TrainingTransform(
            ColorMode mode,
            List<Augmentation> primary,
            List<Augmentation> secondary,
            Normalization normalization,
            Optional<RandomErasing> erasing) {
        this.mode = mode;
        this.primary = List.copyOf(primary);
        this.secondary = List.copyOf(secondary);
        this.normalization = normalization;
        this.erasing = erasing;
    }

    /**
     * Cuts and mirrors.
     *
     * @param image a picture of any size
     * @param draws the only source of chance
     * @return pixels {@code (H, W, C)} of the input's size
     */
    public Pixels primary(Pixels image, Draws draws) {
        return run(primary, image.convert(mode), draws);
    }

    /**
     * Changes colours, and whatever the policy does.
     *
     * @param image pixels of the input's size
     * @param draws the only source of chance
     * @return pixels of the same size
     */
    public Pixels secondary(Pixels image, Draws draws) {
        return run(secondary, image, draws);
    }

    /**
     * Normalises and erases.
     *
     * @param image pixels of the input's size
     * @param draws the only source of chance
     * @return the input {@code (C, H, W)}
     */
    public float[] finish(Pixels image, Draws draws) {
        float[] values = new float[image.data().length];
        normalization.write(image, values, 0);
        erasing.ifPresent(each -> each.erase(values, new ImageSize(image.height(), image.width()), draws));
        return values;
    }

    /**
     * All that is done to pixels; normalising and {@link #erasing} are left to the device.
     *
     * @param image a picture of any size
     * @param draws the only source of chance
     * @return pixels {@code (H, W, C)} of the input's size
     */
    public Pixels toPixels(Pixels image, Draws draws) {
        return secondary(primary(image, draws), draws);
    }

    /**
     * The whole way.
     *
     * @param image a picture of any size
     * @param draws the only source of chance
     * @return the input {@code (C, H, W)}
     */
    public float[] toFloats(Pixels image, Draws draws) {
        return finish(toPixels(image, draws), draws);
    }

    private static Pixels run(List<Augmentation> steps, Pixels image, Draws draws) {
        Pixels current = image;
        for (Augmentation step : steps) {
            current = step.apply(current, draws);
        }
        return current;
    }

    /**
     * From pixels of the input's size to floats.
     *
     * @return the normalisation
     */
    public Normalization normalization() {
        return normalization;
    }

    /**
     * What {@link #finish} erases.
     *
     * @return empty for nothing
     */
    public Optional<RandomErasing> erasing() {
        return erasing;
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
     * @return in their order, such as RandomResizedCropAndInterpolation, RandomHorizontalFlip, MaybeToTensor, Normalize
     */
    public List<String> stepNames() {
        List<String> names = new ArrayList<>();
        steps().forEach(step -> names.add(step.name()));
        names.addAll(List.of("MaybeToTensor", "Normalize"));
        erasing.ifPresent(each -> names.add("RandomErasing"));
        return names;
    }

    /** Primary ones first. */
    Stream<Augmentation> steps() {
        return Stream.concat(primary.stream(), secondary.stream());
    }
}
