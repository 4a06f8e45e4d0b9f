package io.github.timm4j.data.transform;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.augment.AugmentHparams;
import io.github.timm4j.data.augment.Augmentation;
import io.github.timm4j.data.augment.ColorJitter;
import io.github.timm4j.data.augment.KernelBlur;
import io.github.timm4j.data.augment.RandomApply;
import io.github.timm4j.data.augment.RandomErasing;
import io.github.timm4j.data.augment.RandomFlip;
import io.github.timm4j.data.augment.RandomFlip.Direction;
import io.github.timm4j.data.augment.RandomGrayscale;
import io.github.timm4j.data.image.ColorMode;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.random.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes training transforms, as timm's {@code create_transform(is_training=True)} does, with its defaults.
 *
 * <pre>{@code
 * TrainingTransform transform = Transforms.of(config).training()
 *         .autoAugment("rand-m9-mstd0.5-inc1")
 *         .erasing(RandomErasing.of(0.25, ErasingMode.PIXEL, 1))
 *         .create();
 * }</pre>
 */
public final class TrainingTransforms {
    private final DataConfig config;
    private final ColorMode mode;
    private final List<Integer> meanColor;
    private TrainCropMode cropMode = TrainCropMode.RRC;
    private @Nullable Range scale;
    private @Nullable Range ratio;
    private double hflip = 0.5;
    private double vflip;
    private List<Double> colorJitter = List.of(0.4);
    private @Nullable Double colorJitterProb;
    private boolean forceColorJitter;
    private double grayscaleProb;
    private double gaussianBlurProb;
    private String autoAugment = "";
    private List<Interpolation> interpolation;
    private @Nullable RandomErasing erasing;

    TrainingTransforms(DataConfig config, ColorMode mode, List<Integer> meanColor) {
        this.config = config;
        this.mode = mode;
        this.meanColor = meanColor;
        this.interpolation = List.of(config.interpolation());
    }

    /**
     * How pictures are cut ({@code train_crop_mode}).
     *
     * @param crop random resized crop unless set
     * @return this
     */
    public TrainingTransforms cropMode(TrainCropMode crop) {
        cropMode = crop;
        return this;
    }

    /**
     * The share of the picture that is seen.
     *
     * @param range 0.08 to 1 unless set, 0.8 to 1 where the ratio is kept
     * @return this
     */
    public TrainingTransforms scale(Range range) {
        scale = range;
        return this;
    }

    /**
     * The aspect ratio of what is seen, or its change where the ratio is kept.
     *
     * @param range 3/4 to 4/3 unless set, 0.9 to 1/0.9 where the ratio is kept
     * @return this
     */
    public TrainingTransforms ratio(Range range) {
        ratio = range;
        return this;
    }

    /**
     * Mirrors left and right.
     *
     * @param probability 0.5 unless set
     * @return this
     */
    public TrainingTransforms hflip(double probability) {
        hflip = probability;
        return this;
    }

    /**
     * Turns upside down.
     *
     * @param probability 0 unless set
     * @return this
     */
    public TrainingTransforms vflip(double probability) {
        vflip = probability;
        return this;
    }

    /**
     * Changes colours; not where there is a policy, unless it is 3-Augment or {@link #forceColorJitter} says so.
     *
     * @param amounts one for brightness, contrast and saturation, or three for them, or four with hue, or none; 0.4
     *     unless set
     * @return this
     */
    public TrainingTransforms colorJitter(List<Double> amounts) {
        colorJitter = List.copyOf(amounts);
        return this;
    }

    /**
     * How often colours are changed.
     *
     * @param probability always unless set
     * @return this
     */
    public TrainingTransforms colorJitterProb(double probability) {
        colorJitterProb = probability;
        return this;
    }

    /**
     * Changes colours in spite of a policy.
     *
     * @param force false unless set
     * @return this
     */
    public TrainingTransforms forceColorJitter(boolean force) {
        forceColorJitter = force;
        return this;
    }

    /**
     * Takes all colour away.
     *
     * @param probability 0 unless set
     * @return this
     */
    public TrainingTransforms grayscaleProb(double probability) {
        grayscaleProb = probability;
        return this;
    }

    /**
     * Blurs.
     *
     * @param probability 0 unless set
     * @return this
     */
    public TrainingTransforms gaussianBlurProb(double probability) {
        gaussianBlurProb = probability;
        return this;
    }

    /**
     * A policy.
     *
     * @param text see {@link Augmentation#of}; none unless set
     * @return this
     */
    public TrainingTransforms autoAugment(String text) {
        autoAugment = text;
        return this;
    }

    /**
     * The resize filter, chosen for each picture where there are several.
     *
     * @param filters the configuration's unless set; bilinear and bicubic are timm's {@code random}
     * @return this
     */
    public TrainingTransforms interpolation(Interpolation... filters) {
        interpolation = List.of(filters);
        return this;
    }

    /**
     * Erases boxes.
     *
     * @param boxes none unless set
     * @return this
     */
    public TrainingTransforms erasing(RandomErasing boxes) {
        erasing = boxes;
        return this;
    }

    /**
     * Puts the transform together.
     *
     * @return the transform
     * @throws IllegalArgumentException where the policy is not understood or the numbers do not fit
     */
    public TrainingTransform create() {
        List<Augmentation> primary = new ArrayList<>(cropping());
        if (hflip > 0) {
            primary.add(new RandomFlip(Direction.HORIZONTAL, hflip));
        }
        if (vflip > 0) {
            primary.add(new RandomFlip(Direction.VERTICAL, vflip));
        }
        Normalization normalization =
                Normalization.of(config.mean(), config.std(), config.inputSize().channels());
        return new TrainingTransform(mode, primary, changing(), normalization, erasing());
    }

    private Optional<RandomErasing> erasing() {
        return Optional.ofNullable(erasing).filter(boxes -> boxes.probability() > 0);
    }

    private List<Augmentation> cropping() {
        ImageSize size =
                new ImageSize(config.inputSize().height(), config.inputSize().width());
        if (cropMode == TrainCropMode.RRC) {
            return List.of(new RandomResizedCrop(
                    size, or(scale, new Range(0.08, 1)), or(ratio, new Range(3. / 4, 4. / 3)), interpolation));
        }
        var zoom = new RandomResizeKeepRatio.Chance(0.5, or(scale, new Range(0.8, 1)));
        var aspect = new RandomResizeKeepRatio.Chance(0.5, or(ratio, new Range(0.9, 1 / .9)));
        return List.of(
                new RandomResizeKeepRatio(
                        new ResizeRule.KeepRatio(size, 0),
                        new RandomResizeKeepRatio.Zoom(zoom, true),
                        aspect,
                        interpolation),
                new CropOrPad(size, PaddingMode.REFLECT, cropMode == TrainCropMode.RKRR));
    }

    private static Range or(@Nullable Range range, Range otherwise) {
        return range == null ? otherwise : range;
    }

    private List<Augmentation> changing() {
        List<Augmentation> steps = new ArrayList<>();
        if (!autoAugment.isEmpty()) {
            steps.add(Augmentation.of(autoAugment, hparams()));
        }
        boolean jitter = autoAugment.isEmpty() || forceColorJitter || autoAugment.contains("3a");
        if (jitter && !colorJitter.isEmpty()) {
            ColorJitter always = ColorJitter.of(colorJitter);
            steps.add(colorJitterProb == null ? always : new RandomApply(always, colorJitterProb));
        }
        if (grayscaleProb > 0) {
            steps.add(new RandomGrayscale(grayscaleProb));
        }
        if (gaussianBlurProb > 0) {
            steps.add(new RandomApply(KernelBlur.standard(), gaussianBlurProb));
        }
        return steps;
    }

    private AugmentHparams hparams() {
        int shorter = Math.min(config.inputSize().height(), config.inputSize().width());
        AugmentHparams sized = AugmentHparams.standard().sized(shorter, meanColor);
        AugmentHparams filtered = interpolation.size() == 1 ? sized.interpolation(interpolation.get(0)) : sized;
        return autoAugment.startsWith("augmix") ? filtered.translatePct(0.3) : filtered;
    }
}
