package io.github.timm4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import io.github.timm4j.StateDictException;
import io.github.timm4j.internal.Engines;
import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.PlainValue.Dict;
import io.github.timm4j.weights.TorchCheckpoints;
import io.github.timm4j.weights.WeightFile;
import io.github.timm4j.weights.WeightFiles;
import io.github.timm4j.weights.WeightTensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that stop after five steps and go on: in Java what Python saved ({@code python_states.pth}: parameters and
 * {@code optimizer.state_dict()} of cases of the oracle after step 5), and in Java what Java saved.
 */
class SavedStateTest {
    private static final int DONE = 5;
    private static int threads;

    @TempDir
    private Path folder;

    @BeforeAll
    static void runOnOneThreadAsTheOracleDid() {
        threads = Engines.threads();
        Engines.threads(1);
    }

    @AfterAll
    static void restoreThreads() {
        Engines.threads(threads);
    }

    @TestFactory
    Stream<DynamicTest> aRunThatPythonBeganGoesOn() {
        Map<String, Dict> saved = python();
        return StepsCase.all()
                .filter(c -> saved.containsKey(c.id()))
                .map(c -> DynamicTest.dynamicTest(c.id(), () -> goOn(c, saved.get(c.id()))));
    }

    @TestFactory
    Stream<DynamicTest> aRunThatJavaBeganGoesOn() {
        Map<String, Dict> saved = python();
        return StepsCase.all()
                .filter(c -> saved.containsKey(c.id()) || c.id().equals("adahessian/A"))
                .map(c -> DynamicTest.dynamicTest(c.id(), () -> {
                    Path path = folder.resolve("run.pth");
                    save(c, path);
                    try (WeightFile file = WeightFiles.open(path)) {
                        goOn(c, (Dict) file.content());
                    }
                }));
    }

    private static Map<String, Dict> python() {
        try (InputStream in = SavedStateTest.class.getResourceAsStream("/python_states.pth");
                WeightFile file = WeightFiles.open(ByteBuffer.wrap(in.readAllBytes()), "python_states.pth")) {
            Map<String, Dict> cases = new LinkedHashMap<>();
            ((Dict) file.content())
                    .items()
                    .forEach((id, value) -> cases.put(((PlainValue.Text) id).value(), (Dict) value));
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Five steps, then a file in PyTorch's format. */
    private static void save(StepsCase oracle, Path path) {
        try (ToyNet net = new ToyNet();
                GroupOptimizer optimizer = oracle.optimizer(net)) {
            for (int t = 1; t <= DONE; t++) {
                oracle.step(net, optimizer, t);
            }
            Map<String, PlainValue> parameters = new LinkedHashMap<>();
            net.parameters.forEach((name, parameter) -> parameters.put(name, PlainValues.tensor(parameter.getArray())));
            TorchCheckpoints.write(
                    path,
                    PlainValue.dict(
                            Map.of("parameters", PlainValue.dict(parameters), "optimizer", optimizer.stateDict())));
        }
    }

    private static void goOn(StepsCase oracle, Dict saved) {
        try (ToyNet net = new ToyNet();
                GroupOptimizer optimizer = oracle.optimizer(net, DONE)) {
            Dict parameters = (Dict) PlainValues.entry(saved, "parameters");
            net.parameters.forEach((name, parameter) ->
                    ((PlainValue.Tensor) parameters.get(name)).value().copyTo(parameter.getArray()));
            optimizer.loadStateDict(PlainValues.entry(saved, "optimizer"));
            for (int t = DONE + 1; t <= StepsCase.LAST; t++) {
                oracle.step(net, optimizer, t);
                oracle.compare(net, t);
            }
        }
    }

    @Test
    void whatWasLoadedIsWhatIsSaved() {
        try (ToyNet net = new ToyNet();
                GroupOptimizer optimizer = adamW(net);
                GroupOptimizer other = adamW(net)) {
            net.gradients(1);
            optimizer.step();
            optimizer.groups().get(0).setInitialLearningRate(0.5);
            optimizer.groups().get(1).setLearningRate(0.25);
            other.loadStateDict(optimizer.stateDict());
            assertThat(other.groups().get(0).initialLearningRate()).hasValue(0.5);
            assertThat(other.groups().get(1).learningRate()).isEqualTo(0.25);
            assertThat(other.groups()
                            .get(1)
                            .members()
                            .get(0)
                            .tensors()
                            .get("exp_avg")
                            .toFloatArray())
                    .isEqualTo(optimizer
                            .groups()
                            .get(1)
                            .members()
                            .get(0)
                            .tensors()
                            .get("exp_avg")
                            .toFloatArray());
        }
    }

    @Test
    void aStateOfOtherGroupsIsRefusedAndChangesNothing() {
        try (ToyNet net = new ToyNet();
                GroupOptimizer one = Optimizers.createOptimizer("adamw", net.source(), OptimizerOptions.DEFAULTS);
                GroupOptimizer two = adamW(net)) {
            net.gradients(1);
            two.step();
            float[] before = two.groups()
                    .get(0)
                    .members()
                    .get(0)
                    .tensors()
                    .get("exp_avg")
                    .toFloatArray();
            assertThatThrownBy(() -> two.loadStateDict(one.stateDict()))
                    .isInstanceOf(StateDictException.class)
                    .hasMessage("the optimizer has 2 parameter groups, the saved state 1");
            assertThat(two.groups()
                            .get(0)
                            .members()
                            .get(0)
                            .tensors()
                            .get("exp_avg")
                            .toFloatArray())
                    .isEqualTo(before);
        }
    }

    @Test
    void aStateOfAnotherShapeIsRefusedAndChangesNothing() {
        try (ToyNet net = new ToyNet();
                GroupOptimizer optimizer = adamW(net)) {
            net.gradients(1);
            optimizer.step();
            PlainValue saved = replaced(optimizer.stateDict(), "exp_avg_sq", new float[] {1}, new Shape(1));
            optimizer.groups().get(0).setLearningRate(0.125);
            assertThatThrownBy(() -> optimizer.loadStateDict(saved))
                    .isInstanceOf(StateDictException.class)
                    .hasMessageContaining("exp_avg_sq of fc.bias has shape [1], expected (5)");
            assertThat(optimizer.groups().get(0).learningRate()).isEqualTo(0.125);
            optimizer.step();
        }
    }

    @Test
    void aStateOfAnotherOptimizerIsRefused() {
        try (ToyNet net = new ToyNet();
                GroupOptimizer lion = Optimizers.createOptimizer("lion", net.source(), OptimizerOptions.DEFAULTS);
                GroupOptimizer adam = Optimizers.createOptimizer("adam", net.source(), OptimizerOptions.DEFAULTS)) {
            net.gradients(1);
            lion.step();
            assertThatThrownBy(() -> adam.loadStateDict(lion.stateDict()))
                    .isInstanceOf(StateDictException.class)
                    .hasMessage("the saved state of conv.weight lacks exp_avg_sq");
        }
    }

    @Test
    void aSettingOutOfItsRangeIsRefused() {
        try (ToyNet net = new ToyNet();
                GroupOptimizer optimizer = adamW(net)) {
            Dict state = optimizer.stateDict();
            Map<PlainValue, PlainValue> group = new LinkedHashMap<>(
                    ((Dict) PlainValues.items(state.get("param_groups"), "").get(0)).items());
            group.put(PlainValue.of("lr"), PlainValue.of(-1.0));
            List<PlainValue> groups = List.of(
                    new Dict(group),
                    PlainValues.items(state.get("param_groups"), "").get(1));
            PlainValue broken =
                    PlainValue.dict(Map.of("state", state.get("state"), "param_groups", PlainValue.list(groups)));
            assertThatThrownBy(() -> optimizer.loadStateDict(broken))
                    .isInstanceOf(StateDictException.class)
                    .hasMessageContaining("learning rate must be at least 0, found -1.0");
        }
    }

    @Test
    void anythingElseIsRefused() {
        try (ToyNet net = new ToyNet();
                GroupOptimizer optimizer = adamW(net)) {
            assertThatThrownBy(() -> optimizer.loadStateDict(PlainValue.of("state")))
                    .isInstanceOf(StateDictException.class)
                    .hasMessage("a saved optimizer state needs the entry state");
        }
    }

    private static GroupOptimizer adamW(ToyNet net) {
        return Optimizers.createOptimizer(
                "adamw",
                net.source(),
                OptimizerOptions.builder().lr(0.1).weightDecay(0.05).build());
    }

    /** The first parameter's state with another tensor. */
    private static PlainValue replaced(Dict state, String name, float[] values, Shape shape) {
        Map<PlainValue, PlainValue> all = new LinkedHashMap<>(((Dict) PlainValues.entry(state, "state")).items());
        Map<PlainValue, PlainValue> first = new LinkedHashMap<>(((Dict) all.get(PlainValue.of(0L))).items());
        first.put(PlainValue.of(name), PlainValue.of(WeightTensor.of(values, shape.getShape())));
        all.put(PlainValue.of(0L), new Dict(first));
        return PlainValue.dict(Map.of("state", new Dict(all), "param_groups", state.get("param_groups")));
    }
}
