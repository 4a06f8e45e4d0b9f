package io.github.timm4j.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.StateDictException;
import io.github.timm4j.internal.Engines;
import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.TorchCheckpoints;
import io.github.timm4j.weights.WeightTensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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

    @Test
    void aModelThatHoldsItsAverageIsNotSaved() {
        try (SmallRun run = new SmallRun(1);
                var applied = run.ema.apply()) {
            assertThat(applied).isNotNull();
            assertThatThrownBy(() -> run.parts.capture(run.progress(0))).isInstanceOf(IllegalStateException.class);
        }
    }
}
