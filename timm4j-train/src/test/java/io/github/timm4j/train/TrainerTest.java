package io.github.timm4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.Timm;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.data.loader.BatchSource;
import io.github.timm4j.data.mix.MixLabels;
import io.github.timm4j.data.mix.Mixup;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.train.config.TrainConfig;
import io.github.timm4j.train.ema.ModelEma;
import io.github.timm4j.weights.PlainValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    static final TrainConfig CONFIG = TrainConfig.of(Arguments.of("opt", "adamw")
            .with("lr", 2e-3)
            .with("sched", "none")
            .with("epochs", 3)
            .with("smoothing", 0.0));

    private static final Map<String, Map<String, NDArray>> INITIAL = new LinkedHashMap<>();

    /** A model that always begins with the same weights. */
    static ImageModel model(String name, double dropPath) {
        ModelOptions options = ModelOptions.builder()
                .numClasses(SquareBatches.CLASSES)
                .dropPathRate(dropPath)
                .seed(1L)
                .build();
        ImageModel model = Timm.createModel(name, options);
        model.loadStateDict(
                INITIAL.computeIfAbsent(
                        name, key -> Timm.createModel(key, options).stateDict()),
                true);
        return model;
    }

    static final SquareBatches TRAIN = new SquareBatches(96, 16, 32, 1);
    static final SquareBatches TEST = new SquareBatches(48, 24, 32, 2);

    private static Map<String, float[]> train(String name, TrainConfig config, UnaryOperator<TrainerBuilder> more) {
        try (ImageModel model = model(name, 0.2);
                Trainer trainer = more.apply(Trainer.builder(model, config).training(TRAIN))
                        .build()) {
            trainer.fit();
            return weights(model);
        }
    }

    /** Equal up to the rounding of another order of sums, in which an optimizer without division does not magnify it. */
    static void close(Map<String, float[]> actual, Map<String, float[]> expected, float tolerance) {
        assertThat(actual).containsOnlyKeys(expected.keySet());
        expected.forEach(
                (key, values) -> assertThat(actual.get(key)).as(key).containsExactly(values, within(tolerance)));
    }

    private static final TrainConfig SGD =
            CONFIG.with("opt", "sgd").with("lr", 0.05).with("epochs", 1);

    @Test
    void twoRunsOfOneSeedAreEqualAndAnotherSeedDiffers() {
        TrainConfig config = CONFIG.with("epochs", 1);
        Map<String, float[]> first = train("test_resnet", config, run -> run);
        close(train("test_resnet", config, run -> run), first, 0);
        Map<String, float[]> other = train("test_resnet", config.with("seed", 7), run -> run);
        assertThat(other.get("fc.weight")).isNotEqualTo(first.get("fc.weight"));
    }

    private static Map<String, float[]> vit(TrainConfig config, BatchSource source, int workers) {
        return train("test_vit", config, source, workers);
    }

    private static Map<String, float[]> train(String name, TrainConfig config, BatchSource source, int workers) {
        try (ImageModel model = model(name, 0);
                Trainer trainer = Trainer.builder(model, config)
                        .training(source)
                        .devices(Collections.nCopies(workers, Device.cpu()))
                        .build()) {
            trainer.fit();
            return weights(model);
        }
    }

    @Test
    void accumulatedBatchesAndSeveralWorkersTrainAsOneLargeBatch() {
        SquareBatches small = new SquareBatches(48, 8, 32, 1);
        SquareBatches large = new SquareBatches(48, 16, 32, 1);
        Map<String, float[]> one = vit(SGD, large, 1);
        close(vit(SGD.with("grad_accum_steps", 2), small, 1), one, 1e-5f);
        close(vit(SGD, large, 2), one, 1e-5f);
    }

    @Test
    void severalWorkersWithSynchronousBatchNormsTrainAsOneLargeBatch() {
        SquareBatches batches = new SquareBatches(48, 16, 64, 1);
        TrainConfig config = SGD.with("lr", 0.01).with("sync_bn", true);
        Map<String, float[]> one = train("test_resnet", config, batches, 1);
        close(train("test_resnet", config, batches, 2), one, 1e-5f);
        Map<String, float[]> alone = train("test_resnet", config.with("sync_bn", false), batches, 2);
        assertThat(alone.get("fc.weight")).isNotEqualTo(one.get("fc.weight"));
        assertThat(alone.get("conv1.0.weight")).isNotEqualTo(one.get("conv1.0.weight"));
    }

    @Test
    void theLastUpdateOfAnEpochTakesTheBatchesThatAreLeft() {
        List<UpdateReport> reports = new ArrayList<>();
        SquareBatches five = new SquareBatches(40, 8, 32, 1);
        try (ImageModel model = model("test_vit", 0);
                Trainer trainer = Trainer.builder(model, SGD.with("grad_accum_steps", 2))
                        .training(five)
                        .listener(collecting(reports))
                        .build()) {
            assertThat(trainer.updatesPerEpoch()).isEqualTo(3);
            trainer.fit();
        }
        assertThat(reports).extracting(UpdateReport::index).containsExactly(0, 1, 2);
        assertThat(reports.get(2).perEpoch()).isEqualTo(3);
        // 4 of 5 batches and then the fifth with a weight of its own: as 3 updates of batches of 16, 16 and 8
        Map<String, float[]> accumulated = vit(SGD.with("grad_accum_steps", 2), five, 1);
        close(accumulated, vit(SGD, new SquareBatches(40, 16, 32, 1), 1), 1e-5f);
    }

    static TrainListener collecting(List<UpdateReport> reports) {
        return new TrainListener() {
            @Override
            public void update(Trainer run, UpdateReport report) {
                reports.add(report);
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"bfloat16,test_resnet", "float16,test_resnet", "bfloat16,test_vit"})
    void mixedPrecisionLearnsToo(String type, String name) {
        TrainConfig config = CONFIG.with("amp", true).with("amp_dtype", type).with("epochs", 2);
        List<UpdateReport> reports = new ArrayList<>();
        try (ImageModel model = model(name, 0);
                Trainer trainer = Trainer.builder(model, config)
                        .training(TRAIN)
                        .validation(TEST)
                        .listener(collecting(reports))
                        .build()) {
            TrainResult result = trainer.fit();
            assertThat(result.epochs().get(1).train().get("loss"))
                    .isLessThan(result.epochs().get(0).train().get("loss"));
            assertThat(trainer.lossScaler().isPresent()).isEqualTo(type.equals("float16"));
            assertThat(model.stateDict().values()).noneMatch(array -> array.getDataType() == DataType.FLOAT16);
        }
    }

    @Test
    void anOverflowInHalfPrecisionLeavesTheUpdateOutAndLowersTheScale() {
        TrainConfig config = SGD.with("amp", true).with("clip_grad", 1.0);
        List<UpdateReport> reports = new ArrayList<>();
        try (ImageModel model = model("test_resnet", 0);
                Trainer trainer = Trainer.builder(model, config)
                        .training(new SquareBatches(8, 8, 32, 1))
                        .listener(collecting(reports))
                        .build()) {
            Map<String, PlainValue> state = new LinkedHashMap<>();
            state.put("scale", PlainValue.of(1e30));
            state.put("_growth_tracker", PlainValue.of(0));
            trainer.lossScaler().orElseThrow().loadStateDict(PlainValue.dict(state));
            float[] before = model.stateDict().get("fc.weight").toFloatArray();
            trainer.fit();
            assertThat(reports).hasSize(1);
            assertThat(reports.get(0).skipped()).isTrue();
            assertThat(model.stateDict().get("fc.weight").toFloatArray()).containsExactly(before);
            assertThat(trainer.lossScaler().orElseThrow().scale()).isEqualTo((float) 0.5e30);
        }
    }

    @Test
    void aLossThatIsNoNumberStopsTraining() {
        try (ImageModel model = model("test_resnet", 0);
                Trainer trainer = Trainer.builder(model, SGD).training(TRAIN).build()) {
            model.stateDict().get("fc.bias").setRequiresGradient(false);
            try (NDArray nan = model.stateDict().get("fc.bias").mul(Float.NaN)) {
                nan.copyTo(model.stateDict().get("fc.bias"));
            }
            assertThatThrownBy(trainer::fit)
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("NaN")
                    .hasMessageContaining("epoch 0, batch 0");
            assertThat(trainer.updates()).isZero();
        }
    }

    @Test
    void averagedWeightsAreValidatedAndTheModelKeepsItsOwn() {
        TrainConfig config =
                CONFIG.with("model_ema", true).with("model_ema_decay", 0.9).with("epochs", 1);
        try (ImageModel model = model("test_resnet", 0);
                Trainer trainer = Trainer.builder(model, config)
                        .training(TRAIN)
                        .validation(TEST)
                        .build()) {
            double averaged =
                    trainer.fit().epochs().get(0).evaluation().orElseThrow().get("loss");
            double own = trainer.validate(TEST).get("loss");
            assertThat(own).isNotEqualTo(averaged);
            try (ModelEma.Applied applied = trainer.ema().orElseThrow().apply()) {
                assertThat(trainer.validate(TEST).get("loss")).isEqualTo(averaged);
            }
            assertThat(trainer.validate(TEST).get("loss")).isEqualTo(own);
        }
    }

    @Test
    void mixingEndsAtItsEpochAndTargetsStaySoft() {
        TrainConfig config =
                CONFIG.with("mixup", 0.8).with("mixup_off_epoch", 1).with("epochs", 2);
        Mixup mixup = new Mixup(config.mix().mixing().orElseThrow(), MixLabels.single(SquareBatches.CLASSES, 0));
        Map<String, float[]> first = train("test_resnet", config, run -> run.mixup(mixup));
        close(train("test_resnet", config, run -> run.mixup(mixup)), first, 0);
        TrainConfig never = config.with("mixup_off_epoch", 0);
        Mixup always = new Mixup(never.mix().mixing().orElseThrow(), MixLabels.single(SquareBatches.CLASSES, 0));
        assertThat(train("test_resnet", never, run -> run.mixup(always)).get("fc.weight"))
                .isNotEqualTo(first.get("fc.weight"));
    }

    @Test
    void frozenLayersAndTheirStatisticsStayAndTheOthersTrain() {
        TrainConfig config = CONFIG.with("linear_probe", true).with("epochs", 1);
        try (ImageModel model = model("test_resnet", 0)) {
            Map<String, float[]> before = weights(model);
            try (Trainer trainer =
                    Trainer.builder(model, config).training(TRAIN).build()) {
                trainer.fit();
            }
            Map<String, float[]> after = weights(model);
            List<String> changed = before.keySet().stream()
                    .filter(key -> !Arrays.equals(before.get(key), after.get(key)))
                    .toList();
            assertThat(changed).containsExactly("fc.weight", "fc.bias");
        }
    }

    @Test
    void headsBeginAsConfigured() {
        TrainConfig config =
                CONFIG.with("head_init_scale", 0.0).with("head_init_bias", -2.0).with("epochs", 1);
        try (ImageModel model = model("test_resnet", 0);
                Trainer trainer = Trainer.builder(model, config).training(TRAIN).build()) {
            assertThat(trainer.model().stateDict().get("fc.weight").toFloatArray())
                    .containsOnly(0f, -0f);
            assertThat(trainer.model().stateDict().get("fc.bias").toFloatArray())
                    .containsOnly(-2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"norm", "value", "agc"})
    void clippingLimitsUpdates(String mode) {
        TrainConfig config = SGD.with("opt", "momentum")
                .with("momentum", 0.0)
                .with("weight_decay", 0.0)
                .with("lr", 1.0)
                .with("clip_grad", 1e-4)
                .with("clip_mode", mode);
        try (ImageModel model = model("test_resnet", 0)) {
            float[] before = model.stateDict().get("conv1.0.weight").toFloatArray();
            try (Trainer trainer = Trainer.builder(model, config)
                    .training(new SquareBatches(16, 16, 32, 1))
                    .build()) {
                trainer.fit();
            }
            float[] after = model.stateDict().get("conv1.0.weight").toFloatArray();
            assertThat(after).isNotEqualTo(before).containsExactly(before, within(2e-4f));
        }
    }

    @Test
    void splitBatchNormsChannelsLastAndConsistencyLossTrain() {
        TrainConfig config = CONFIG.with("aug_splits", 2)
                .with("split_bn", true)
                .with("jsd_loss", true)
                .with("channels_last", true)
                .with("epochs", 1);
        Map<String, float[]> trained = train("test_resnet", config, run -> run);
        assertThat(trained).containsKey("bn1.aux_bn.0.running_mean");
        assertThat(trained.get("bn1.aux_bn.0.running_mean")).isNotEqualTo(trained.get("bn1.running_mean"));
    }

    @Test
    void anotherMemoryLayoutTrainsTheSame() {
        // one small update: more of them would magnify the rounding of other kernels through the batch norms
        TrainConfig config = SGD.with("lr", 1e-3);
        SquareBatches one = new SquareBatches(8, 8, 32, 1);
        Map<String, float[]> usual = train("test_resnet", config, run -> run.training(one));
        close(train("test_resnet", config.with("channels_last", true), run -> run.training(one)), usual, 1e-4f);
    }

    @Test
    void whatTheEngineCannotDoIsSaidInOneLine() {
        try (ImageModel model = model("test_resnet", 0)) {
            assertThatThrownBy(() -> Trainer.builder(model, CONFIG).build()).hasMessageContaining("data to train on");
            assertThatThrownBy(() -> Trainer.builder(model, CONFIG.with("split_bn", true))
                            .training(TRAIN)
                            .build())
                    .hasMessageContaining("aug_splits");
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
                Trainer trainer = Trainer.builder(model, CONFIG.with("epochs", 8))
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
            assertThat(result.epochs()).hasSize(8);
            EpochReport best = result.best().orElseThrow();
            assertThat(best.evaluation().orElseThrow().get("top1")).isGreaterThan(90);
            assertThat(best.metric()).contains(best.evaluation().orElseThrow().get("top1"));
            assertThat(updates).hasSize(48);
            assertThat(updates.get(47).updates()).isEqualTo(48);
            assertThat(updates.get(47).meanLoss()).isLessThan(updates.get(0).meanLoss());
        }
    }
}
