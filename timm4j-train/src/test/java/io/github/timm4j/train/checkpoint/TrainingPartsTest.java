package io.github.timm4j.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.StateDictException;
import io.github.timm4j.internal.Engines;
import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.TensorType;
import io.github.timm4j.weights.TorchCheckpoints;
import io.github.timm4j.weights.WeightFile;
import io.github.timm4j.weights.WeightFiles;
import io.github.timm4j.weights.WeightTensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingPartsTest {
    private static int threads;

    @TempDir
    Path folder;

    @BeforeAll
    static void runOnOneThread() {
        threads = Engines.threads();
        Engines.threads(1);
    }

    @AfterAll
    static void restoreThreads() {
        Engines.threads(threads);
    }

    private static void assertSame(Map<String, float[]> found, Map<String, float[]> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((key, values) -> assertThat(found.get(key)).as(key).isEqualTo(values));
    }

    @ParameterizedTest
    @EnumSource
    void fiveEpochsAreThreeAndTwoAfterARestartBitForBit(CheckpointFormat format) {
        SaverOptions options = SaverOptions.in(folder).as(format);
        Map<String, float[]> expected;
        try (SmallRun whole = new SmallRun(1)) {
            for (int epoch = 0; epoch < 5; epoch++) {
                whole.epoch(epoch);
                if (epoch == 2) {
                    whole.scale = 512;
                    new CheckpointSaver(options)
                            .save(whole.parts.capture(whole.progress(epoch)), OptionalDouble.of(epoch));
                }
            }
            expected = whole.weights();
        }
        try (SmallRun resumed = new SmallRun(2);
                Checkpoint last = Checkpoint.open(new CheckpointSaver(options).last())) {
            Resume resume = resumed.parts.restore(last);
            resumed.continueAt(resume);
            assertThat(resume.epoch()).isEqualTo(3);
            assertThat(resumed.scale).isEqualTo(512);
            assertThat(resumed.ema.updates()).isEqualTo(3);
            assertThat(last.arch()).isEqualTo("test_efficientnet");
            assertThat(last.arguments())
                    .containsEntry("lr", PlainValue.of(1e-2))
                    .containsEntry("drop", PlainValue.None.NONE);
            resumed.epoch(3);
            resumed.epoch(4);
            assertSame(resumed.weights(), expected);
        }
    }

    @Test
    void averagesThatWereNotSavedBeginAtTheWeightsAndTheOptimizerMayStay() {
        Path file = folder.resolve("weights.pth.tar");
        Map<String, PlainValue> tree = new LinkedHashMap<>();
        try (SmallRun run = new SmallRun(1)) {
            TrainingState state = run.parts.capture(run.progress(4));
            tree.put("epoch", PlainValue.of(4));
            tree.put("version", PlainValue.of(2));
            tree.put("optimizer", state.optimizer());
            tree.put("state_dict", PlainValue.tensors(state.model()));
            TorchCheckpoints.write(file, PlainValue.dict(tree));
        }
        try (SmallRun run = new SmallRun(2);
                Checkpoint checkpoint = Checkpoint.open(file)) {
            run.epoch(0);
            PlainValue.Dict before = run.optimizer.stateDict();
            assertThat(run.parts.restore(checkpoint, false).epoch()).isEqualTo(5);
            assertThat(run.optimizer.stateDict().items()).hasSameSizeAs(before.items());
            Map<String, float[]> weights = run.weights();
            assertThat(weights.get("ema.classifier.bias")).isEqualTo(weights.get("classifier.bias"));
            run.parts.restore(checkpoint);
            assertThat(PlainFields.entries(run.optimizer.stateDict()).get("state"))
                    .isEqualTo(new PlainValue.Dict(Map.of()));
        }
    }

    @Test
    void aCheckpointOfAnotherModelChangesNothing() {
        try (SmallRun run = new SmallRun(1)) {
            TrainingState state = run.parts.capture(run.progress(0));
            Map<String, WeightTensor> other = new LinkedHashMap<>(state.model());
            other.put("classifier.bias", WeightTensor.of(new float[5], 5));
            other.put("extra", WeightTensor.of(new float[1], 1));
            CheckpointSaver saver = new CheckpointSaver(SaverOptions.in(folder));
            saver.save(TrainingState.of("other", other, state.optimizer(), state.progress()), OptionalDouble.empty());
            run.epoch(0);
            Map<String, float[]> before = run.weights();
            try (Checkpoint checkpoint = Checkpoint.open(saver.last())) {
                assertThatThrownBy(() -> run.parts.restore(checkpoint))
                        .isInstanceOf(StateDictException.class)
                        .hasMessageContaining("lack [classifier.bias of shape [3]] and have [extra] beyond it");
            }
            assertSame(run.weights(), before);
        }
    }

    /** What can be wrong with a later part while all before it fit. */
    enum Hostile {
        OPTIMIZER_OF_ANOTHER_RUN("optimizer"),
        SCALER_WITHOUT_SCALE("amp_scaler"),
        SCHEDULE_OF_ANOTHER_RUN("timm4j"),
        WEIGHT_THAT_DOES_NOT_CONVERT("state_dict"),
        AVERAGE_THAT_DOES_NOT_CONVERT("state_dict_ema");

        private final String part;

        Hostile(String part) {
            this.part = part;
        }

        private PlainValue spoilt(PlainValue present) {
            Map<String, PlainValue> entries = PlainFields.entries(present);
            switch (this) {
                case OPTIMIZER_OF_ANOTHER_RUN -> entries.put("param_groups", PlainValue.list(List.of()));
                case SCALER_WITHOUT_SCALE -> entries.remove("scale");
                case SCHEDULE_OF_ANOTHER_RUN ->
                    entries.put(
                            "scheduler",
                            PlainValue.dict(Map.of("base_values", PlainValue.list(List.of(PlainValue.of(1.0))))));
                default -> entries.replace("classifier.bias", new PlainValue.Tensor(complex(3)));
            }
            return PlainValue.dict(entries);
        }

        private static WeightTensor complex(int elements) {
            return WeightTensor.of(TensorType.C64, ByteBuffer.allocate(8 * elements), elements);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereAPartFailsAllPartsStayAsTheyWere(Hostile hostile) {
        Path file = folder.resolve("whole.pth.tar");
        try (SmallRun other = new SmallRun(1)) {
            other.epoch(0);
            other.epoch(1);
            other.scale = 2;
            CheckpointSaver saver = new CheckpointSaver(SaverOptions.in(folder));
            saver.save(other.parts.capture(other.progress(1)), OptionalDouble.empty());
            try (WeightFile whole = WeightFiles.open(saver.last())) {
                Map<String, PlainValue> tree = PlainFields.entries(whole.content());
                tree.computeIfPresent(hostile.part, (key, present) -> hostile.spoilt(present));
                TorchCheckpoints.write(file, PlainValue.dict(tree));
            }
        }
        try (SmallRun run = new SmallRun(2);
                SmallRun twin = new SmallRun(2)) {
            CheckpointSaver start = new CheckpointSaver(SaverOptions.in(folder.resolve("start")));
            start.save(run.parts.capture(run.progress(0)), OptionalDouble.empty());
            try (Checkpoint checkpoint = Checkpoint.open(start.last())) {
                twin.parts.restore(checkpoint);
            }
            for (SmallRun each : List.of(run, twin)) {
                each.epoch(5);
            }
            try (Checkpoint checkpoint = Checkpoint.open(file)) {
                assertThatThrownBy(() -> run.parts.restore(checkpoint)).isInstanceOf(RuntimeException.class);
            }
            assertSame(run.weights(), twin.weights());
            assertThat(run.scale).isEqualTo(twin.scale);
            assertThat(run.ema.updates()).isEqualTo(twin.ema.updates());
            assertThat(run.scheduler.stateDict().get("base_values"))
                    .isEqualTo(twin.scheduler.stateDict().get("base_values"));
            // moments and rates of the optimizer show in what it does next
            for (SmallRun each : List.of(run, twin)) {
                each.epoch(6);
            }
            assertSame(run.weights(), twin.weights());
        }
    }

    @Test
    void aModelThatHoldsItsAverageIsNotSaved() {
        try (SmallRun run = new SmallRun(1);
                var applied = run.ema.apply()) {
            assertThat(applied).isNotNull();
            assertThatThrownBy(() -> run.parts.capture(run.progress(0))).isInstanceOf(IllegalStateException.class);
        }
    }
}
