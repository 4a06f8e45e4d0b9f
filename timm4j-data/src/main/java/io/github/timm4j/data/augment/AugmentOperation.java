package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.random.Draws;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The operations of the policies, equal to timm's with Pillow; source: timm.data.auto_augment.
 *
 * <p>Some exist in several forms: an {@code INCREASING} one grows stronger with its level, the plain one as the papers
 * have it.
 */
public enum AugmentOperation {
    /** Stretches each channel to 0 to 255. */
    AUTO_CONTRAST("AutoContrast", Level.NONE, (image, a) -> LookupTables.autoContrast(image)),
    /** Flattens the histogram of each channel. */
    EQUALIZE("Equalize", Level.NONE, (image, a) -> LookupTables.equalize(image)),
    /** The negative. */
    INVERT("Invert", Level.NONE, (image, a) -> LookupTables.invert(image)),
    /** Turns by up to 30 degrees. */
    ROTATE("Rotate", Level.eitherWay(30), Distortion.ROTATE),
    /** Keeps 0 to 4 bits. */
    POSTERIZE("Posterize", Level.POSTERIZE, (image, a) -> LookupTables.posterize(image, (int) a.value())),
    /** Keeps 4 down to 0 bits. */
    POSTERIZE_INCREASING("PosterizeIncreasing", Level.POSTERIZE.from(4), POSTERIZE.filter),
    /** Keeps 4 to 8 bits. */
    POSTERIZE_ORIGINAL(
            "PosterizeOriginal", (level, h, draws) -> Level.POSTERIZE.argument(level, h, draws) + 4, POSTERIZE.filter),
    /** Inverts what reaches a threshold from 0 to 256. */
    SOLARIZE("Solarize", Level.SOLARIZE, (image, a) -> LookupTables.solarize(image, (int) a.value())),
    /** Inverts what reaches a threshold from 256 down to 0. */
    SOLARIZE_INCREASING("SolarizeIncreasing", Level.SOLARIZE.from(256), SOLARIZE.filter),
    /** Adds up to 110 to what is below 128. */
    SOLARIZE_ADD(
            "SolarizeAdd",
            (level, hparams, draws) -> Math.min(128, (int) (level / 10 * 110)),
            (image, a) -> LookupTables.solarizeAdd(image, (int) a.value())),
    /** Saturation. */
    COLOR("Color", Level.ENHANCE, (image, a) -> Enhancement.color(image, a.value())),
    /** Saturation, away from the picture's own. */
    COLOR_INCREASING("ColorIncreasing", Level.ENHANCE_INCREASING, COLOR.filter),
    /** Contrast. */
    CONTRAST("Contrast", Level.ENHANCE, (image, a) -> Enhancement.contrast(image, a.value())),
    /** Contrast, away from the picture's own. */
    CONTRAST_INCREASING("ContrastIncreasing", Level.ENHANCE_INCREASING, CONTRAST.filter),
    /** Brightness. */
    BRIGHTNESS("Brightness", Level.ENHANCE, (image, a) -> Enhancement.brightness(image, a.value())),
    /** Brightness, away from the picture's own. */
    BRIGHTNESS_INCREASING("BrightnessIncreasing", Level.ENHANCE_INCREASING, BRIGHTNESS.filter),
    /** Sharpness. */
    SHARPNESS("Sharpness", Level.ENHANCE, (image, a) -> Enhancement.sharpness(image, a.value())),
    /** Sharpness, away from the picture's own. */
    SHARPNESS_INCREASING("SharpnessIncreasing", Level.ENHANCE_INCREASING, SHARPNESS.filter),
    /** Slants rows by up to 0.3 of a pixel each. */
    SHEAR_X("ShearX", Level.eitherWay(0.3), Distortion.of((image, value) -> Affine.shearX(value))),
    /** Slants columns by up to 0.3 of a pixel each. */
    SHEAR_Y("ShearY", Level.eitherWay(0.3), Distortion.of((image, value) -> Affine.shearY(value))),
    /** Moves sideways by a number of pixels. */
    TRANSLATE_X("TranslateX", Distortion.ABSOLUTE, Distortion.of((image, value) -> Affine.translate(value, 0))),
    /** Moves up or down by a number of pixels. */
    TRANSLATE_Y("TranslateY", Distortion.ABSOLUTE, Distortion.of((image, value) -> Affine.translate(0, value))),
    /** Moves sideways by a share of the width. */
    TRANSLATE_X_REL(
            "TranslateXRel",
            Distortion.RELATIVE,
            Distortion.of((image, value) -> Affine.translate(value * image.width(), 0))),
    /** Moves up or down by a share of the height. */
    TRANSLATE_Y_REL(
            "TranslateYRel",
            Distortion.RELATIVE,
            Distortion.of((image, value) -> Affine.translate(0, value * image.height()))),
    /** Takes half to all of the colour away. */
    DESATURATE(
            "Desaturate",
            Level.range(0.5, 1.0),
            (image, a) -> Enhancement.color(image, Math.min(1, Math.max(0, 1 - a.value())))),
    /** Gaussian blur with a deviation from 0.1 to 2 pixels. */
    GAUSSIAN_BLUR("GaussianBlur", Level.range(0.1, 2.0), (image, a) -> BoxBlur.gaussian(image, a.value())),
    /** Gaussian blur with a drawn deviation of at most 2 pixels. */
    GAUSSIAN_BLUR_RAND(
            "GaussianBlurRand",
            Level.range(0, 1),
            (image, a) -> BoxBlur.gaussian(image, a.draws().uniform(0.1, 2.0 * a.value())));

    private static final Map<String, AugmentOperation> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(AugmentOperation::toString, Function.identity()));

    private final String timmName;
    private final Level level;
    private final Filter filter;

    AugmentOperation(String timmName, Level level, Filter filter) {
        this.timmName = timmName;
        this.level = level;
        this.filter = filter;
    }

    /**
     * Finds an operation by timm's name.
     *
     * @param name such as {@code ShearX}
     * @return the operation
     * @throws IllegalArgumentException where none has that name
     */
    public static AugmentOperation of(String name) {
        AugmentOperation found = BY_NAME.get(name);
        if (found == null) {
            throw new IllegalArgumentException("unknown operation '" + name + "', expected one of " + BY_NAME.keySet());
        }
        return found;
    }

    /**
     * Strength at a level.
     *
     * @param magnitude usually from 0 to 10
     * @param hparams scales of translations
     * @param draws for the sign, where there are two directions
     * @return what {@link #apply} takes; not a number for operations without strength
     */
    public double argument(double magnitude, AugmentHparams hparams, Draws draws) {
        return level.argument(magnitude, hparams, draws);
    }

    /**
     * Changes a picture.
     *
     * @param image the picture
     * @param argument strength in the operation's own unit, see {@link #argument}
     * @param hparams filters and fill of distortions
     * @param draws for the filter, where there are several
     * @return the changed picture
     */
    public Pixels apply(Pixels image, double argument, AugmentHparams hparams, Draws draws) {
        return filter.apply(image, new Arguments(argument, hparams, draws));
    }

    /** timm's name. */
    @Override
    public String toString() {
        return timmName;
    }

    /** What an operation does. */
    @FunctionalInterface
    interface Filter {
        Pixels apply(Pixels image, Arguments arguments);
    }

    /** What it needs for that. */
    record Arguments(double value, AugmentHparams hparams, Draws draws) {}
}
