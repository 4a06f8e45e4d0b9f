package io.github.timm4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.Timm;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.data.mix.MixLabels;
import io.github.timm4j.data.mix.Mixup;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.train.config.TrainConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainerTest {
    static final TrainConfig CONFIG = TrainConfig.of(Arguments.of("opt", "adamw")
            .with("lr", 2e-3)
            .with("sched", "none")
            .with("epochs", 3)
            .with("smoothing", 0.0));

    static ImageModel model(String name, double dropPath) {
        return Timm.createModel(
                name,
                ModelOptions.builder()
                        .numClasses(SquareBatches.CLASSES)
                        .dropPathRate(dropPath)
                        .build());
    }

    static final SquareBatches TRAIN = new SquareBatches(96, 16, 32, 1);
    static final SquareBatches TEST = new SquareBatches(48, 24, 32, 2);

    private static Map<String, float[]> train(ImageModel model, TrainConfig config) {
        try (Trainer trainer = Trainer.builder(model, config).training(TRAIN).build()) {
            trainer.fit();
            return weights(model);
        }
    }

    static Map<String, float[]> weights(ImageModel model) {
        Map<String, float[]> values = new LinkedHashMap<>();
        model.stateDict().forEach((key, array) -> {
            if (array.getDataType().isFloating()) {
                values.put(key, array.toFloatArray());
            }
        });
        return values;
    }

    @Test
    void aModelLearns() {
        List<UpdateReport> updates = new ArrayList<>();
        try (ImageModel model = model("test_resnet", 0);
                Trainer trainer = Trainer.builder(model, CONFIG.with("epochs", 4))
                        .training(TRAIN)
                        .validation(TEST)
                        .listener(new TrainListener() {
                            @Override
                            public void update(Trainer run, UpdateReport report) {
                                updates.add(report);
                            }
                        })
                        .build()) {
            TrainResult result = trainer.fit();
            assertThat(result.interrupted()).isFalse();
            assertThat(result.epochs()).hasSize(4);
            EpochReport best = result.best().orElseThrow();
            assertThat(best.evaluation().orElseThrow().get("top1")).isGreaterThan(90);
            assertThat(best.metric()).contains(best.evaluation().orElseThrow().get("top1"));
            assertThat(updates).hasSize(24);
            assertThat(updates.get(23).updates()).isEqualTo(24);
            assertThat(updates.get(23).meanLoss()).isLessThan(updates.get(0).meanLoss());
        }
    }
}
