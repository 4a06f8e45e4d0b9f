package io.github.timm4j.cli;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.Devices;
import io.github.timm4j.Timm;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.ModelOptionsBuilder;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.data.CropMode;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.DataOverrides;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.weights.WeightFile;
import io.github.timm4j.weights.WeightFiles;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Models and their input, as a command's options ask for them. Source: timm's scripts and resolve_model_input_args. */
final class Models {
    private final Settings settings;

    Models(Settings settings) {
        this.settings = settings;
    }

    /** The device: the one asked for, else a GPU where there is one. */
    Device device() {
        String name = settings.given().has("device") ? settings.text("device") : null;
        return name == null ? Devices.preferred() : Devices.of(name);
    }

    /** Whether mixed precision is asked for. */
    static boolean mixed(Settings settings) {
        return settings.flag("amp") || settings.word("precision").startsWith("amp");
    }

    /** The type of weights and pictures as this engine's calls take them: bfloat16 exists inside compiled models only. */
    DataType type() {
        DataType type = asked(settings);
        return type == DataType.BFLOAT16 ? DataType.FLOAT32 : type;
    }

    /** The type in which the model computes. */
    static DataType asked(Settings settings) {
        boolean benchmark = settings.text("precision") != null && !mixed(settings);
        String name = settings.text(benchmark ? "precision" : "model_dtype");
        return switch (name == null ? "float32" : name) {
            case "float32" -> DataType.FLOAT32;
            case "float16" -> DataType.FLOAT16;
            case "bfloat16" -> DataType.BFLOAT16;
            default -> throw new UsageException("expected the type float32, float16 or bfloat16, found '" + name + "'");
        };
    }

    /** The options that commands share. */
    ModelOptionsBuilder options(String model) {
        Arguments extra = settings.pairs("model_kwargs");
        ModelOptionsBuilder builder = ModelOptions.builder()
                .arguments(extra)
                .device(device())
                .dtype(type())
                .numClasses(settings.integer("num_classes"))
                .globalPool(settings.text("gp"))
                .inChannels(channels());
        Integer seed = settings.integer("seed");
        if (seed != null) {
            builder.seed(seed.longValue());
        }
        ImageSize size = size();
        if (size != null && !extra.has("img_size") && fixedSize(model)) {
            builder.imageSize(size);
        }
        return builder;
    }

    private static boolean fixedSize(String model) {
        return Timm.pretrainedCfg(model)
                .map(cfg -> cfg.input().fixedInputSize())
                .orElse(false);
    }

    /** A model for evaluation, with published weights unless a checkpoint is given. */
    ImageModel evaluated(String name, @Nullable Path checkpoint, boolean ema) {
        boolean published = settings.flag("pretrained") || checkpoint == null;
        ImageModel model =
                Timm.createModel(name, options(name).pretrained(published).build());
        try {
            if (checkpoint != null) {
                load(model, checkpoint, ema);
            }
            if (settings.flag("reparam")) {
                model.reparameterize();
            }
            model.freeze(key -> true, true);
            return model;
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    /** Loads a checkpoint that must fit key by key. */
    static void load(ImageModel model, Path checkpoint, boolean ema) {
        try (WeightFile file = WeightFiles.open(checkpoint)) {
            model.loadWeights(model.fromCheckpoint(file.stateDict(ema)), true);
        }
    }

    /** How pictures become the model's input. */
    DataConfig input(ImageModel model, boolean testSize) {
        DataConfig input = input(model.pretrainedCfg(), testSize);
        return WindowPooling.applies(settings, model, input.inputSize()) ? WindowPooling.whole(input) : input;
    }

    /** How pictures become the input of weights that say so themselves. */
    DataConfig input(PretrainedCfg cfg, boolean testSize) {
        DataOverrides overrides = DataOverrides.none().testSize(testSize);
        Integer channels = channels();
        if (channels != null) {
            overrides = overrides.channels(channels);
        }
        ImageSize size = size();
        if (size != null) {
            overrides = overrides.imageSize(size);
        }
        return DataConfig.resolve(cfg, statistics(cropping(overrides)));
    }

    private DataOverrides cropping(DataOverrides overrides) {
        DataOverrides changed = overrides;
        String filter = settings.text("interpolation");
        if (filter != null) {
            changed = changed.interpolation(Interpolation.of(filter));
        }
        Double share = settings.number("crop_pct");
        if (share != null) {
            changed = changed.cropPct(share);
        }
        String mode = settings.text("crop_mode");
        return mode == null ? changed : changed.cropMode(CropMode.of(mode));
    }

    private DataOverrides statistics(DataOverrides overrides) {
        DataOverrides changed = overrides;
        List<Double> mean = settings.numbers("mean");
        if (mean != null) {
            changed = changed.mean(mean);
        }
        List<Double> std = settings.numbers("std");
        return std == null ? changed : changed.std(std);
    }

    private @Nullable Integer channels() {
        List<Integer> shape = settings.integers("input_size");
        return shape.isEmpty() ? settings.integer("in_chans") : shape.get(0);
    }

    private @Nullable ImageSize size() {
        List<Integer> shape = settings.integers("input_size");
        if (!shape.isEmpty()) {
            return new ImageSize(shape.get(1), shape.get(2));
        }
        Integer side = settings.integer("img_size");
        return side == null ? null : ImageSize.square(side);
    }
}
