package io.github.timm4j.data;

import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.nn.ImageModel;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How pictures become the input of a model; made from what its weights say and what the caller overrides.
 *
 * @param inputSize {@code (C, H, W)}
 * @param interpolation the resize filter
 * @param mean subtracted from each channel, of values from 0 to 1
 * @param std each channel is divided by it
 * @param cropPct side of the crop over side of the resized picture
 * @param cropMode how the picture is brought to the input's shape
 */
public record DataConfig(
        InputSize inputSize,
        Interpolation interpolation,
        List<Double> mean,
        List<Double> std,
        double cropPct,
        CropMode cropMode) {

    /** The share of the picture that is kept where nothing else is said. */
    public static final double DEFAULT_CROP_PCT = 0.875;

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException where the crop share is not positive
     */
    public DataConfig {
        if (!(cropPct > 0)) {
            throw new IllegalArgumentException("crop_pct must be positive, got " + cropPct);
        }
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    /**
     * What a model's weights say.
     *
     * @param model a model
     * @return the configuration
     * @throws IllegalArgumentException where the weights name an unknown filter or crop mode
     */
    public static DataConfig resolve(ImageModel model) {
        return resolve(model, DataOverrides.none());
    }

    /**
     * What a model's weights say, unless the caller says otherwise.
     *
     * @param model a model
     * @param overrides what the caller wants otherwise
     * @return the configuration
     * @throws IllegalArgumentException where an overriding mean or deviation has neither one value nor one a channel
     */
    public static DataConfig resolve(ImageModel model, DataOverrides overrides) {
        return resolve(model.pretrainedCfg(), overrides);
    }

    /**
     * What holds without weights, unless the caller says otherwise: 224 x 224, bicubic, the statistics of ImageNet.
     *
     * @param overrides what the caller wants otherwise
     * @return the configuration
     * @throws IllegalArgumentException where an overriding mean or deviation has neither one value nor one a channel
     */
    public static DataConfig resolve(DataOverrides overrides) {
        InputSize usual = new InputSize(overrides.channelsOr(3), 224, 224);
        return resolve(PretrainedCfg.DEFAULT, overrides, usual);
    }

    /**
     * Resolves as timm's {@code resolve_data_config}: overrides first, then the weights' configuration.
     *
     * @param weights what the weights say
     * @param overrides what the caller wants otherwise
     * @return the configuration
     * @throws IllegalArgumentException where an overriding mean or deviation has neither one value nor one a channel
     */
    public static DataConfig resolve(PretrainedCfg weights, DataOverrides overrides) {
        return resolve(weights, overrides, weights.input().inputSize());
    }

    private static DataConfig resolve(PretrainedCfg weights, DataOverrides overrides, InputSize usual) {
        PretrainedCfg.Preprocessing known = weights.preprocessing();
        int channels = overrides.channelsOr(3);
        InputSize size = usual;
        if (overrides.imageSize != null) {
            size = new InputSize(channels, overrides.imageSize.height(), overrides.imageSize.width());
        } else if (overrides.testSize) {
            size = orElse(weights.input().testInputSize(), size);
        }
        Double testCropPct = overrides.testSize ? shareOrNull(known.testCropPct()) : null;
        Double cropPct = orElse(shareOrNull(known.cropPct()), DEFAULT_CROP_PCT);
        return new DataConfig(
                size,
                orElse(overrides.interpolation, Interpolation.of(known.interpolation())),
                forChannels("mean", overrides.mean, channels, known.mean()),
                forChannels("std", overrides.std, channels, known.std()),
                orElse(overrides.cropPct, orElse(testCropPct, cropPct)),
                orElse(overrides.cropMode, CropMode.of(known.cropMode())));
    }

    /** As in timm, a share of 0 stands for none. */
    private static @Nullable Double shareOrNull(@Nullable Double share) {
        return share == null || share == 0 ? null : share;
    }

    private static <T> T orElse(@Nullable T value, T other) {
        return value == null ? other : value;
    }

    private static List<Double> forChannels(
            String name, @Nullable List<Double> values, int channels, List<Double> otherwise) {
        if (values == null) {
            return otherwise;
        }
        if (values.size() != 1 && values.size() != channels) {
            throw new IllegalArgumentException(
                    name + " needs 1 or " + channels + " values, one a channel, got " + values.size());
        }
        return values.size() == 1 ? Collections.nCopies(channels, values.get(0)) : values;
    }
}
