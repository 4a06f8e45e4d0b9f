package io.github.timm4j.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import io.github.timm4j.optim.GroupOptimizer;
import io.github.timm4j.optim.OptimizerOptions;
import io.github.timm4j.optim.Optimizers;
import io.github.timm4j.optim.ParameterSource;
import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.WeightTensor;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint that Python's timm wrote; src-test-fixtures/scripts/python_checkpoint.py says how. */
class PythonCheckpointTest {
    @TempDir
    Path folder;

    private static Checkpoint open() throws URISyntaxException {
        return Checkpoint.open(
                Path.of(Objects.requireNonNull(PythonCheckpointTest.class.getResource("python_checkpoint.pth.tar"))
                        .toURI()));
    }

    @Test
    void itsEntriesAreRead() throws URISyntaxException {
        try (Checkpoint checkpoint = open()) {
            assertThat(checkpoint.resume()).isEqualTo(new Resume(3, 0, OptionalLong.empty(), OptionalLong.empty()));
            assertThat(checkpoint.arch()).isEqualTo("tiny");
            assertThat(checkpoint.metric()).hasValue(20);
            assertThat(checkpoint.arguments())
                    .containsEntry("lr", PlainValue.of(0.125))
                    .containsEntry("drop_path", PlainValue.None.NONE)
                    .containsKey("mean");
            assertThat(checkpoint.averages()).containsOnlyKeys("weight", "bias");
            assertThat(checkpoint.state("amp_scaler").map(PlainFields::entries).orElseThrow())
                    .containsEntry("_growth_tracker", PlainValue.of(7));
            assertThat(checkpoint.scheduler()).isEmpty();
            assertThat(checkpoint.averageUpdates()).isEmpty();
        }
    }

    @Test
    void itsRankingGoesOnWhereItsFilesAre() throws URISyntaxException {
        CheckpointSaver saver = new CheckpointSaver(SaverOptions.in(folder).ranked(false, 2));
        saver.save(SampleStates.at(1), OptionalDouble.of(30));
        CheckpointSaver resumed = new CheckpointSaver(SaverOptions.in(folder).ranked(false, 2));
        try (Checkpoint checkpoint = open()) {
            assertThat(resumed.resume(checkpoint)).isTrue();
        }
        assertThat(resumed.best()).hasValue(new Best(30, 1));
        assertThat(resumed.history()).containsExactly(new Kept("checkpoint-1.pth.tar", OptionalDouble.of(30)));
    }

    @Test
    void anotherStepGivesWhatItGivesInPython() throws URISyntaxException {
        try (Checkpoint checkpoint = open();
                NDManager manager = NDManager.newBaseManager("PyTorch")) {
            Map<String, Parameter> parameters = new LinkedHashMap<>();
            checkpoint.model().forEach((key, tensor) -> parameters.put(key, parameter(key, tensor.toArray(manager))));
            OptimizerOptions options =
                    OptimizerOptions.builder().lr(0.5).filterBiasAndNorm(false).build();
            ParameterSource source = new ParameterSource(parameters, List.of(), Map.of());
            try (GroupOptimizer optimizer = Optimizers.createOptimizer("sgd", source, options)) {
                optimizer.loadStateDict(checkpoint.state("optimizer").orElseThrow());
                assertThat(optimizer.learningRate(0)).isEqualTo(0.125);
                step(manager, parameters);
                optimizer.step();
            }
            Map<String, WeightTensor> expected =
                    PlainFields.tensors(checkpoint.state("after_another_step").orElseThrow());
            assertThat(expected).hasSize(2);
            expected.forEach(
                    (key, tensor) -> assertThat(parameters.get(key).getArray().toFloatArray())
                            .containsExactly(tensor.toFloats(), within(1e-6f)));
        }
    }

    private static Parameter parameter(String name, NDArray array) {
        Parameter parameter =
                Parameter.builder().setName(name).setType(Parameter.Type.OTHER).build();
        parameter.setArray(array);
        array.setRequiresGradient(true);
        return parameter;
    }

    /** Leaves the fourth step's gradients of the script. */
    private static void step(NDManager manager, Map<String, Parameter> parameters) {
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray weight = manager.create(
                    new float[] {2, -4, 1, 8},
                    parameters.get("weight").getArray().getShape());
            NDArray bias = manager.create(new float[] {4, -2});
            collector.backward(parameters
                    .get("weight")
                    .getArray()
                    .mul(weight)
                    .sum()
                    .add(parameters.get("bias").getArray().mul(bias).sum()));
        }
    }
}
