package io.github.timm4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.github.timm4j.internal.Engines;
import io.github.timm4j.nn.BatchNorm2d;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.train.config.TrainConfig;
import io.github.timm4j.train.config.TuningConfig;
import org.jspecify.annotations.Nullable;

/** What a configuration asks to be done to a model before its parameters are sorted into groups. */
final class ModelTuning {
    private ModelTuning() {}

    static void apply(ImageModel model, TrainConfig config) {
        TuningConfig tuning = config.tuning();
        model.classifier().ifPresent(head -> initialize(head, tuning.headInitScale(), tuning.headInitBias()));
        int splits = tuning.batchNorm().splits(config.task().loss().augSplits());
        if (splits > 1) {
            split(model, splits);
        }
        if (!tuning.freeze().isEmpty()) {
            Freezing.freeze(model, tuning.freeze(), true);
        }
        if (tuning.linearProbe()) {
            Freezing.linearProbe(model);
        }
    }

    private static void split(ImageModel model, int splits) {
        model.layers().values().stream()
                .filter(BatchNorm2d.class::isInstance)
                .map(BatchNorm2d.class::cast)
                .toList()
                .forEach(norm -> norm.split(splits));
    }

    private static void initialize(Layer head, @Nullable Double scale, @Nullable Double bias) {
        boolean recording = Engines.recording();
        Engines.recording(false);
        try {
            for (var entry : head.getParameters()) {
                change(entry.getKey(), entry.getValue(), scale, bias);
            }
        } finally {
            Engines.recording(recording);
        }
    }

    private static void change(String key, Parameter parameter, @Nullable Double scale, @Nullable Double bias) {
        NDArray array = parameter.getArray();
        if (scale != null) {
            array.muli(scale.floatValue());
        }
        if (bias != null && key.endsWith("bias")) {
            try (NDArray zeros = array.zerosLike()) {
                zeros.addi(bias.floatValue());
                zeros.copyTo(array);
            }
        }
    }
}
