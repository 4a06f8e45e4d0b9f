package io.github.timm4j.data.transform;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.CropMode;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.image.ColorMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes transforms from configurations, as timm's {@code create_transform} does.
 *
 * <pre>{@code
 * ImageTransform transform = Transforms.create(config);
 * float[] input = transform.toFloats(ImageDecoder.rgb().decode(path));
 * }</pre>
 */
public final class Transforms {
    private final DataConfig config;
    private final ColorMode mode;
    private final int trim;

    private Transforms(DataConfig config, int trim) {
        int channels = config.inputSize().channels();
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("pictures have 1 or 3 channels, the model takes " + channels);
        }
        this.config = config;
        this.trim = trim;
        this.mode = channels == 1 ? ColorMode.L : ColorMode.RGB;
    }

    /**
     * The transform for evaluation and prediction.
     *
     * @param config sizes, filter, crop and statistics
     * @return the transform
     * @throws IllegalArgumentException where the channels are neither 1 nor 3 or do not fit the statistics
     */
    public static ImageTransform create(DataConfig config) {
        return of(config).evaluation();
    }

    /**
     * For further choices.
     *
     * @param config sizes, filter, crop and statistics
     * @return what transforms are made from
     * @throws IllegalArgumentException where the channels are neither 1 nor 3
     */
    public static Transforms of(DataConfig config) {
        return new Transforms(config, 0);
    }

    /**
     * Cuts a border off before anything else ({@code crop_border_pixels}).
     *
     * @param border pixels on each side
     * @return with that
     */
    public Transforms trimBorder(int border) {
        return new Transforms(config, border);
    }

    /**
     * Resize and crop by the configuration's mode.
     *
     * @return the transform
     */
    public ImageTransform evaluation() {
        ImageSize crop = inputSize();
        ImageSize scaled = new ImageSize(scaled(crop.height()), scaled(crop.width()));
        if (config.cropMode() == CropMode.BORDER) {
            return cropping(new ResizeRule.KeepRatio(scaled, 1), "CenterCropOrPad", meanColor());
        }
        boolean square = scaled.height() == scaled.width();
        ResizeRule rule = config.cropMode() == CropMode.SQUASH
                ? ResizeRule.exact(scaled)
                : square ? ResizeRule.shorterSide(scaled.height()) : new ResizeRule.KeepRatio(scaled, 0);
        return cropping(rule, "CenterCrop", black());
    }

    /**
     * Plain resize to the input's size, no crop: training without augmentation ({@code no_aug}).
     *
     * @return the transform
     */
    public ImageTransform plain() {
        return cropping(ResizeRule.exact(inputSize()), "CenterCrop", black());
    }

    /**
     * Resize of the shorter side, then the middle of the input's size: what timm makes of {@code no_aug} where
     * {@code input_size} is one number.
     *
     * @return the transform
     */
    public ImageTransform plainShorterSide() {
        int side = Math.min(inputSize().height(), inputSize().width());
        return cropping(ResizeRule.shorterSide(side), "CenterCrop", black());
    }

    /**
     * For training with augmentation.
     *
     * @return what training transforms are made from
     */
    public TrainingTransforms training() {
        return new TrainingTransforms(config, mode, meanColor());
    }

    /**
     * Resize to what a number of patches allows; the output's size depends on the picture.
     *
     * @param limit patch size and number
     * @return the transform
     */
    public ImageTransform sequence(SequenceLimit limit) {
        return transform(new ResizeToSequence(limit, config.interpolation()));
    }

    private ImageTransform cropping(ResizeRule rule, String cropName, List<Integer> fill) {
        ImageSize crop = inputSize();
        return transform(new ResizeCrop(rule, config.interpolation(), crop, cropName, fill));
    }

    private ImageTransform transform(PixelStep last) {
        List<PixelStep> steps = new ArrayList<>();
        if (trim > 0) {
            steps.add(new TrimBorder(trim));
        }
        steps.add(last);
        return new ImageTransform(
                mode,
                steps,
                Normalization.of(config.mean(), config.std(), config.inputSize().channels()));
    }

    private ImageSize inputSize() {
        return new ImageSize(config.inputSize().height(), config.inputSize().width());
    }

    private int scaled(int side) {
        return (int) Math.floor(side / config.cropPct());
    }

    private List<Integer> black() {
        return mode == ColorMode.L ? List.of(0) : List.of(0, 0, 0);
    }

    private List<Integer> meanColor() {
        List<Integer> color = new ArrayList<>();
        for (int c = 0; c < mode.channels(); c++) {
            double mean = config.mean().get(config.mean().size() == 1 ? 0 : c);
            color.add((int) Math.max(0, Math.min(255, Math.rint(255 * mean))));
        }
        return color;
    }
}
