package io.github.timm4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.CorruptFileException;
import io.github.timm4j.loss.ClassWeightMethod.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassWeightsTest {
    private static final ClassWeights.Rule DEFAULT = new ClassWeights.Rule(ClassWeightMethod.NEG_POS);

    @TempDir
    private Path folder;

    @Test
    void weightsAreReadFromText() throws IOException {
        Path file = Files.writeString(folder.resolve("weights.txt"), "0.5, 1.5\n2");
        assertThat(load(file, Kind.CLASS_WEIGHT).values()).containsExactly(0.5f, 1.5f, 2f);
    }

    @Test
    void weightsAreReadFromJson() throws IOException {
        Path list = Files.writeString(folder.resolve("list.json"), "[1, 2.5]");
        Path named = Files.writeString(folder.resolve("named.json"), "{\"pos_weight\": [3, 4], \"num_samples\": 9}");
        Path one = Files.writeString(folder.resolve("one.json"), "2");
        assertThat(load(list, Kind.CLASS_WEIGHT).values()).containsExactly(1, 2.5f);
        assertThat(load(named, Kind.POS_WEIGHT).values()).containsExactly(3, 4);
        assertThat(load(one, Kind.POS_WEIGHT).values()).containsExactly(2);
    }

    @Test
    void weightsOfAnotherArgumentAreRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("weights.json"), "{\"pos_weight\": [3, 4]}");
        assertThatThrownBy(() -> load(file, Kind.CLASS_WEIGHT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no 'class_weight', only [pos_weight]");
    }

    @Test
    void malformedJsonIsACorruptFile() throws IOException {
        Path file = Files.writeString(folder.resolve("weights.json"), "[1, 2");
        assertThatThrownBy(() -> load(file, Kind.CLASS_WEIGHT))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("weights.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[true]", "[[1, 2]]", "[]", "\"1\"", "[1, -2]"})
    void jsonOfTheWrongKindIsRefused(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("weights.json"), content);
        assertThatThrownBy(() -> load(file, Kind.CLASS_WEIGHT)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x1p3", "1d", "inf", "missing.json", "1;2"})
    void whatIsNeitherNumberNorFileIsNamed(String value) {
        assertThatThrownBy(() -> ClassWeights.loadClassWeights(value, Kind.CLASS_WEIGHT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + value + "' is neither a number nor a file");
    }

    @Test
    void aMethodIsComputedFromTheStats() throws IOException {
        Path file = Files.writeString(folder.resolve("stats.json"), "{\"pos_counts\": [1, 4], \"num_samples\": 5}");
        ClassWeights weights =
                ClassWeights.resolveClassWeights(" neg_pos ", Kind.POS_WEIGHT, ClassStats.load(file), DEFAULT);
        assertThat(weights.values()).containsExactly(4, 0.25f);
    }

    @Test
    void explicitWeightsNeedNoStats() {
        assertThat(ClassWeights.resolveClassWeights("1,2", Kind.POS_WEIGHT, null, DEFAULT)
                        .values())
                .containsExactly(1, 2);
        assertThat(ClassWeights.resolveClassWeights(null, Kind.POS_WEIGHT, null, DEFAULT)
                        .isNone())
                .isTrue();
    }

    @Test
    void aMethodForTheOtherArgumentIsRefused() {
        ClassStats stats = new ClassStats(new float[] {1}, 2);
        assertThatThrownBy(() -> ClassWeights.resolveClassWeights("inv_freq", Kind.POS_WEIGHT, stats, DEFAULT))
                .hasMessageContaining("computes a class_weight, not a pos_weight");
        assertThatThrownBy(() -> ClassWeights.resolveClassWeights("neg_pos", Kind.POS_WEIGHT, null, DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs class stats");
    }

    @Test
    void betaIsCheckedWhereItIsUsed() {
        ClassStats stats = new ClassStats(new float[] {1}, 2);
        assertThatThrownBy(() -> ClassWeights.computeClassWeights(
                        stats, new ClassWeights.Rule(ClassWeightMethod.EFFECTIVE_NUM, 1, 1, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("beta");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1]",
                "{\"pos_counts\": 1, \"num_samples\": 5}",
                "{",
                "{\"pos_counts\": [9], \"num_samples\": 5}"
            })
    void statsOfAnotherFormAreCorrupt(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("stats.json"), content);
        assertThatThrownBy(() -> ClassStats.load(file))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("stats.json");
    }

    @Test
    void aMissingStatsFileIsAnIoError() {
        assertThatThrownBy(() -> ClassStats.load(folder.resolve("none.json"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void statsAreChecked() {
        assertThatThrownBy(() -> new ClassStats(new float[0], 1)).hasMessageContaining("empty");
        assertThatThrownBy(() -> new ClassStats(new float[] {Float.NaN}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
    }

    @Test
    void weightsThatDoNotFitTheClassesAreRefused() {
        ClassificationLoss loss =
                BinaryCrossEntropy.builder().weight(ClassWeights.of(1, 2, 3)).build();
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatThrownBy(() -> loss.loss(manager.zeros(new Shape(2, 4)), manager.zeros(new Shape(2, 4))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("3 class weights do not fit logits of shape (2, 4)");
        }
    }

    private static ClassWeights load(Path file, Kind kind) {
        return ClassWeights.loadClassWeights(file.toString(), kind);
    }
}
