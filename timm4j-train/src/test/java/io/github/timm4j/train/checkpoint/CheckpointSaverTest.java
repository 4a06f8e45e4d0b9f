package io.github.timm4j.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.weights.TorchCheckpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointSaverTest {
    private static final OptionalDouble NONE = OptionalDouble.empty();

    @TempDir
    Path folder;

    private SaverOptions options;

    @BeforeEach
    void useTheFolder() {
        options = SaverOptions.in(folder).ranked(false, 2);
    }

    private static int epoch(Path file) {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            return checkpoint.epoch().orElseThrow();
        }
    }

    private List<String> files() throws IOException {
        return SaverOracleTest.files(folder);
    }

    @Test
    void namesOfOneCheckpointAreLinksOfOneFile() throws IOException {
        CheckpointSaver saver = new CheckpointSaver(options);
        saver.save(SampleStates.at(0), OptionalDouble.of(1));
        assertThat(files()).containsExactly("checkpoint-0.pth.tar", "last.pth.tar", "model_best.pth.tar");
        assertOneFile(saver.last());
        saver.saveMilestone(1);
        saver.saveMilestone(1);
        assertThat(files())
                .containsExactly("checkpoint-0.pth.tar", "last.pth.tar", "milestone-1.pth.tar", "model_best.pth.tar");
        assertOneFile(saver.last());
    }

    private void assertOneFile(Path one) throws IOException {
        for (String name : files()) {
            assertThat(folder.resolve(name)).satisfies(file -> {
                assertThat(Files.isSameFile(file, one)).isTrue();
                assertThat(Files.isSymbolicLink(file)).isFalse();
            });
        }
    }

    @Test
    void aMetricThatIsNoNumberCountsAsNone() {
        CheckpointSaver saver = new CheckpointSaver(options);
        assertThat(saver.save(SampleStates.at(0), OptionalDouble.of(Double.NaN)))
                .isEmpty();
        assertThat(saver.save(SampleStates.at(1), OptionalDouble.of(0.5))).hasValue(new Best(0.5, 1));
        assertThat(saver.history())
                .hasSize(2)
                .first()
                .isEqualTo(new Kept("checkpoint-1.pth.tar", OptionalDouble.of(0.5)));
    }

    @Test
    void anEpochThatIsSavedTwiceIsListedOnce() {
        CheckpointSaver saver = new CheckpointSaver(options);
        saver.save(SampleStates.at(0), OptionalDouble.of(1));
        saver.save(SampleStates.at(1), OptionalDouble.of(2));
        saver.save(SampleStates.at(1), OptionalDouble.of(3));
        saver.save(SampleStates.at(0), OptionalDouble.of(4));
        assertThat(saver.history()).extracting(Kept::file).doesNotHaveDuplicates();
        assertThat(saver.history()).allMatch(kept -> Files.exists(folder.resolve(kept.file())));
    }

    @Test
    void theLatestRecoveryIsFoundByNumberAndTimmsByName() {
        CheckpointSaver saver = new CheckpointSaver(options);
        assertThat(saver.latestRecovery()).isEmpty();
        assertThat(saver.findRecovery()).isEmpty();
        Path early = saver.saveRecovery(SampleStates.within(9, 900), 900);
        Path late = saver.saveRecovery(SampleStates.within(10, 20), 20);
        assertThat(saver.latestRecovery()).hasValue(late);
        assertThat(saver.findRecovery()).hasValue(late);
        Path later = saver.saveRecovery(SampleStates.within(10, 100), 100);
        assertThat(early).doesNotExist();
        assertThat(saver.latestRecovery()).hasValue(later);
    }

    @Test
    void aRecoveryTellsWhereInTheEpochItWasWritten() {
        CheckpointSaver saver = new CheckpointSaver(options);
        try (Checkpoint checkpoint = Checkpoint.open(saver.saveRecovery(SampleStates.within(3, 7), 6))) {
            Resume resume = checkpoint.resume();
            assertThat(resume.epoch()).isEqualTo(3);
            assertThat(resume.batches()).isEqualTo(7);
            assertThat(resume.updates()).hasValue(37);
            assertThat(resume.seed()).hasValue(42);
        }
        saver.save(SampleStates.at(3), NONE);
        try (Checkpoint checkpoint = Checkpoint.open(saver.last())) {
            assertThat(checkpoint.resume())
                    .extracting(Resume::epoch, Resume::batches)
                    .containsExactly(4, 0);
        }
    }

    @Test
    void weightsInSafetensorsShareTheStateThatTheyName() throws IOException {
        CheckpointSaver saver = new CheckpointSaver(options.as(CheckpointFormat.SAFETENSORS));
        for (int epoch = 0; epoch < 5; epoch++) {
            saver.save(SampleStates.at(epoch), OptionalDouble.of(-epoch));
        }
        assertThat(files())
                .containsExactly(
                        "checkpoint-0.safetensors",
                        "checkpoint-1.safetensors",
                        "last.safetensors",
                        "model_best.safetensors",
                        "states");
        assertThat(SaverOracleTest.files(folder.resolve("states"))).hasSize(3);
        assertThat(epoch(saver.modelBest())).isZero();
        assertThat(epoch(saver.last())).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasSavedIsRead(CheckpointFormat format) {
        CheckpointSaver saver = new CheckpointSaver(options.as(format));
        saver.save(SampleStates.at(6), OptionalDouble.of(70.5));
        try (Checkpoint checkpoint = Checkpoint.open(saver.last())) {
            assertThat(checkpoint.arch()).isEqualTo("tiny_model");
            assertThat(checkpoint.metric()).hasValue(70.5);
            assertThat(checkpoint.hasTrainingState()).isTrue();
            assertThat(checkpoint.arguments()).containsOnlyKeys("model");
            assertThat(checkpoint.state("amp_scaler")).isPresent();
            assertThat(checkpoint.state("task_state")).isEmpty();
            assertThat(checkpoint.scheduler()).containsOnlyKeys("base_values");
            assertThat(checkpoint.scheduler().get("base_values")).containsExactly(0.1, 6);
            assertThat(checkpoint.averageUpdates()).hasValue(6);
            assertThat(checkpoint.weights(false).get("weight").toFloats()).containsOnly(6);
            assertThat(checkpoint.weights(true).get("weight").toFloats()).containsOnly(6.5f);
            assertThat(checkpoint.path()).isEqualTo(saver.last());
            assertThat(checkpoint.format().name())
                    .isEqualTo(format == CheckpointFormat.TORCH ? "TORCH_ZIP" : "SAFETENSORS");
        }
    }

    @Test
    void weightsWhoseStateIsGoneSaySo() throws IOException {
        CheckpointSaver saver = new CheckpointSaver(options.as(CheckpointFormat.SAFETENSORS));
        saver.save(SampleStates.at(0), NONE);
        Path states = folder.resolve("states");
        Path state = states.resolve(SaverOracleTest.files(states).get(0));
        byte[] content = Files.readAllBytes(state);
        Files.delete(state);
        assertThatThrownBy(() -> Checkpoint.open(saver.last()))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("is missing, expected at " + state);
        Path other = Files.write(states.resolve("00000000-0000-0000-0000-000000000000.pth"), content);
        new CheckpointSaver(options.as(CheckpointFormat.SAFETENSORS));
        assertThat(other).doesNotExist();
        assertThatThrownBy(() -> Checkpoint.open(folder.resolve("none.pth")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("no checkpoint at");
    }

    @Test
    void leftoversOfACrashGoAndOthersFilesStay() throws IOException {
        String id = "123e4567-e89b-12d3-a456-426614174000";
        Files.createDirectory(folder.resolve("states"));
        Files.writeString(folder.resolve(".last.pth.tar." + id + ".tmp"), "half a file");
        Files.writeString(folder.resolve("states/." + id + ".pth." + id + ".tmp"), "half a file");
        Files.writeString(folder.resolve(".notes.txt." + id + ".tmp"), "another program's");
        Files.writeString(folder.resolve("states/" + id + ".pth"), "a state without weights");
        new CheckpointSaver(options);
        assertThat(files()).containsExactly(".notes.txt." + id + ".tmp", "states");
        assertThat(SaverOracleTest.files(folder.resolve("states"))).isEmpty();
    }

    @Test
    void statesStayWhereWeightsBesideThemCannotBeRead() throws IOException {
        CheckpointSaver saver = new CheckpointSaver(options.as(CheckpointFormat.SAFETENSORS));
        saver.save(SampleStates.at(0), NONE);
        Files.writeString(folder.resolve("broken.safetensors"), "no weights");
        saver.save(SampleStates.at(1), NONE);
        saver.save(SampleStates.at(2), NONE);
        assertThat(SaverOracleTest.files(folder.resolve("states"))).hasSize(3);
    }

    @Test
    void rankingBeginsAnewAfterAFileWithoutOne() throws IOException {
        Path bare = folder.resolve("bare.pth");
        TorchCheckpoints.write(bare, SampleStates.at(0).model());
        CheckpointSaver saver = new CheckpointSaver(options);
        try (Checkpoint checkpoint = Checkpoint.open(bare)) {
            assertThat(saver.resume(checkpoint)).isFalse();
            assertThat(checkpoint.resume()).isEqualTo(Resume.START);
            assertThat(checkpoint.hasTrainingState()).isFalse();
            assertThat(checkpoint.metric()).isEmpty();
            assertThat(checkpoint.model()).containsOnlyKeys("weight");
        }
        assertThatThrownBy(() -> saver.saveMilestone(1)).isInstanceOf(CheckpointException.class);
    }

    @Test
    void anUnusableFolderSaysSo() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        assertThatThrownBy(() -> new CheckpointSaver(SaverOptions.in(file)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("cannot use " + file + " as a folder of checkpoints");
    }

    @Test
    void optionsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> options.ranked(false, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> options.named("a/b", "recovery"));
        assertThatIllegalArgumentException().isThrownBy(() -> options.named("checkpoint", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> Progress.after(-1, 0, 0));
    }
}
