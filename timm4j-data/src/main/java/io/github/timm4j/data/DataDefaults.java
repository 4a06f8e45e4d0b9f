package io.github.timm4j.data;

import io.github.timm4j.data.image.Interpolation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a set of weights says about its input: the part of timm's pretrained configuration that concerns pictures.
 *
 * @param inputSize the size of the training
 * @param testInputSize the size that tests best, where it differs
 * @param interpolation the resize filter
 * @param mean mean of the channels
 * @param std their standard deviation
 * @param cropPct side of the crop over side of the resized picture
 * @param testCropPct the same for the test size
 * @param cropMode how the picture is brought to the input's shape
 */
public record DataDefaults(
        InputSize inputSize,
        @Nullable InputSize testInputSize,
        Interpolation interpolation,
        List<Double> mean,
        List<Double> std,
        double cropPct,
        @Nullable Double testCropPct,
        CropMode cropMode) {

    /** What timm takes where the weights say nothing: 224 x 224, bicubic, ImageNet's statistics, the central 87.5 %. */
    public static final DataDefaults STANDARD = new DataDefaults(
            new InputSize(3, 224, 224),
            null,
            Interpolation.BICUBIC,
            ColorStatistics.IMAGENET_DEFAULT.mean(),
            ColorStatistics.IMAGENET_DEFAULT.std(),
            DataConfig.DEFAULT_CROP_PCT,
            null,
            CropMode.CENTER);
}
