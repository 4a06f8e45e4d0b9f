package io.github.timm4j.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.fixtures.FixtureStream;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.TorchCheckpoints;
import io.github.timm4j.weights.WeightFile;
import io.github.timm4j.weights.WeightFiles;
import io.github.timm4j.weights.WeightFormat;
import io.github.timm4j.weights.WeightTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Averaged and cleaned checkpoints against timm's scripts. */
@Tag("oracle")
class PublishedOracleTest {
    private static final String FIXTURE = "utils/average_checkpoints.json";

    @TempDir
    Path folder;

    private static Stream<JsonNode> items(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    private static JsonNode oracle() {
        return Fixtures.json(FIXTURE);
    }

    @TestFactory
    Stream<DynamicTest> averages() {
        if (!Fixtures.has(FIXTURE)) {
            return Stream.empty();
        }
        writeInputs(oracle().get("inputs").get("metric"));
        return Parity.tests(
                "checkpoint-average",
                items(oracle().get("runs"))
                        .map(run -> new OracleCase(run.get("id").asText(), true, () -> average(run))));
    }

    private void writeInputs(JsonNode metrics) {
        for (int i = 0; i < metrics.size(); i++) {
            Map<String, PlainValue> tree = new LinkedHashMap<>();
            tree.put("state_dict", PlainValue.tensors(weights(i, 1)));
            if (i % 2 == 0) {
                tree.put("state_dict_ema", PlainValue.tensors(weights(i, 2)));
            }
            if (!metrics.get(i).isNull()) {
                tree.put("metric", PlainValue.of(metrics.get(i).asDouble()));
            }
            TorchCheckpoints.write(folder.resolve("c" + i + ".pth.tar"), PlainValue.dict(tree));
        }
    }

    private static Map<String, WeightTensor> weights(int i, int factor) {
        Map<String, WeightTensor> weights = new LinkedHashMap<>();
        weights.put("w", WeightTensor.of(FixtureStream.floats("avg.w." + i, 6, 0, factor), 2, 3));
        weights.put("b", WeightTensor.of(FixtureStream.floats("avg.b." + i, 2, 0, factor), 2));
        weights.put("n", WeightTensor.of(new long[] {10L * i * factor}));
        return weights;
    }

    private static boolean has(JsonNode run, String flag) {
        return items(run.get("flags")).anyMatch(given -> given.asText().equals(flag));
    }

    private static String value(JsonNode run, String flag, String otherwise) {
        List<String> flags = items(run.get("flags")).map(JsonNode::asText).toList();
        return flags.contains(flag) ? flags.get(flags.indexOf(flag) + 1) : otherwise;
    }

    private void average(JsonNode run) {
        boolean safetensors = has(run, "--safetensors");
        AverageOptions options = new AverageOptions(
                folder,
                value(run, "--filter", "*.pth.tar"),
                folder.resolve("averaged-" + run.get("id").asText()),
                !has(run, "--no-use-ema"),
                !has(run, "--no-sort"),
                Integer.parseInt(value(run, "-n", "10")),
                safetensors);
        if (run.get("exit").asInt() != 0) {
            assertThatThrownBy(() -> CheckpointAverage.run(options))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("no checkpoints to average");
            return;
        }
        CheckpointAverage.Averaged averaged = CheckpointAverage.run(options);
        assertThat(averaged.selected().stream().map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrderElementsOf(
                        items(run.get("selected")).map(JsonNode::asText).toList());
        assertThat(averaged.written().file().toString()).endsWith(safetensors ? ".safetensors" : ".pth");
        try (WeightFile file = WeightFiles.open(averaged.written().file())) {
            assertThat(file.tensors()).hasSize(run.get("result").size());
            run.get("result")
                    .properties()
                    .forEach(entry -> compare(file.tensors().get(entry.getKey()), entry.getValue()));
        }
    }

    private static void compare(WeightTensor found, JsonNode expected) {
        assertThat(found.type()).hasToString("F32");
        assertThat(found.shape())
                .containsExactly(
                        items(expected.get(1)).mapToLong(JsonNode::asLong).toArray());
        float[] values = found.toFloats();
        List<Float> rounded = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            // the oracle wrote nine digits of single-precision numbers
            assertThat((double) values[i])
                    .isCloseTo(expected.get(2).get(i).asDouble(), within(1e-8 * (1 + Math.abs(values[i]))));
            rounded.add(values[i]);
        }
        assertThat(rounded).hasSize(expected.get(2).size());
    }

    @TestFactory
    Stream<DynamicTest> cleaned() {
        if (!Fixtures.has(FIXTURE)) {
            return Stream.empty();
        }
        JsonNode cases = oracle().get("clean_checkpoint");
        Path checkpoint = folder.resolve("dirty.pth.tar");
        Map<String, PlainValue> tree = new LinkedHashMap<>();
        tree.put("epoch", PlainValue.of(3));
        // what both kinds of weights were follows from the two first results
        tree.put("state_dict", prefixed(named(cases, "no_ema").get("keys")));
        tree.put("state_dict_ema", prefixed(named(cases, "default").get("keys")));
        TorchCheckpoints.write(checkpoint, PlainValue.dict(tree));
        return Parity.tests(
                "checkpoint-clean",
                items(cases).map(c -> new OracleCase(c.get("id").asText(), true, () -> clean(c, checkpoint))));
    }

    private static JsonNode named(JsonNode cases, String id) {
        return items(cases)
                .filter(c -> c.get("id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static PlainValue prefixed(JsonNode keys) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        keys.properties().forEach(entry -> tensors.put("module." + entry.getKey(), tensor(entry.getValue())));
        return PlainValue.tensors(tensors);
    }

    private static WeightTensor tensor(JsonNode values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values.get(i).asDouble();
        }
        return WeightTensor.of(floats, floats.length);
    }

    private void clean(JsonNode oracle, Path checkpoint) {
        Path output = folder.resolve(oracle.get("id").asText()).resolve("out");
        assertThat(output.getParent().toFile().mkdir()).isTrue();
        PublishedWeights cleaned = CheckpointCleaner.clean(
                checkpoint,
                new CheckpointCleaner.Options(
                        output.toString(),
                        !has(oracle, "--no-use-ema"),
                        !has(oracle, "--no-hash"),
                        has(oracle, "--clean-aux-bn"),
                        has(oracle, "--safetensors")));
        String name = oracle.get("file_pattern")
                .get(0)
                .asText()
                .replace("<first 8 of sha256>", cleaned.sha256().substring(0, 8));
        assertThat(cleaned.file()).isEqualTo(output.resolveSibling(name));
        assertThat(output.getParent().toFile().list()).containsExactly(name);
        try (WeightFile file = WeightFiles.open(cleaned.file())) {
            assertThat(file.format() == WeightFormat.SAFETENSORS).isEqualTo(has(oracle, "--safetensors"));
            assertThat(file.tensors()).hasSize(oracle.get("keys").size());
            oracle.get("keys")
                    .properties()
                    .forEach(entry -> assertThat(
                                    file.tensors().get(entry.getKey()).toFloats())
                            .isEqualTo(tensor(entry.getValue()).toFloats()));
        }
    }
}
