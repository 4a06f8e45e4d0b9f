package io.github.timm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.timm4j.compile.CompiledModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkCommandTest {
    @TempDir
    Path folder;

    @Test
    void inferenceAndTrainingAreTimedForAList() throws IOException {
        Path list = Files.writeString(folder.resolve("models.txt"), "test_resnet\nresnet18\n");
        Path results = folder.resolve("results.json");
        Outcome outcome = Outcome.of(
                "benchmark",
                "--model-list",
                list.toString(),
                "-b",
                "2",
                "--img-size",
                "64",
                "--num-warm-iter",
                "1",
                "--num-bench-iter",
                "2",
                "--detail",
                "--reparam",
                "--clip-grad",
                "1.0",
                "--device",
                "cpu",
                "--results-file",
                results.toString(),
                "--results-format",
                "json");
        assertThat(outcome.code()).isZero();
        JsonNode rows = new ObjectMapper().readTree(results.toFile());
        assertThat(rows).hasSize(2);
        for (JsonNode row : rows) {
            assertThat(row.get("infer_samples_per_sec").asDouble()).isPositive();
            assertThat(row.get("train_step_time").asDouble())
                    .isGreaterThan(row.get("train_opt_time").asDouble());
            assertThat(row.get("infer_img_size").asInt()).isEqualTo(64);
            assertThat(row.get("train_batch_size").asInt()).isEqualTo(2);
        }
        assertThat(rows.get(0).get("infer_samples_per_sec").asDouble())
                .isGreaterThanOrEqualTo(rows.get(1).get("infer_samples_per_sec").asDouble());
    }

    @Test
    void exportedFilesAreThere() throws IOException {
        for (String name : new String[] {"m.pt", "m.safetensors", "m.pth"}) {
            Path file = folder.resolve(name);
            Outcome outcome = Outcome.of(
                    "export",
                    file.toString(),
                    "-m",
                    "tf_efficientnet_lite0",
                    "--checkpoint",
                    Outcome.weights(),
                    "--img-size",
                    "96",
                    "--layout",
                    "plain");
            assertThat(outcome.code()).isZero();
            assertThat(Files.size(file)).isGreaterThan(15_000_000);
        }
        assertThat(Outcome.of("export", folder.resolve("m.xyz").toString(), "-m", "resnet18", "--checkpoint", "x")
                        .code())
                .isNotZero();
        Path onnx = folder.resolve("m.onnx");
        Outcome checked = Outcome.of(
                "export",
                onnx.toString(),
                "-m",
                "tf_efficientnet_lite0",
                "--checkpoint",
                Outcome.weights(),
                "--img-size",
                "96",
                "--check-forward",
                "-b",
                "2");
        assertThat(checked.code()).isZero();
        assertThat(checked.err()).contains("largest difference");
    }

    private Outcome export(String file, String... more) {
        Stream<String> line = Stream.of(
                "export",
                folder.resolve(file).toString(),
                "-m",
                "tf_efficientnet_lite0",
                "--checkpoint",
                Outcome.weights());
        return Outcome.of(Stream.concat(Stream.concat(line, Stream.of("--img-size", "96")), Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void weightsOfExportedFilesCanBeInputsToo() throws IOException {
        assertThat(export("plain.onnx").code()).isZero();
        assertThat(export("kept.onnx", "--keep-init", "--check-forward").code()).isZero();
        long more = Files.size(folder.resolve("kept.onnx")) - Files.size(folder.resolve("plain.onnx"));
        assertThat(more).isBetween(1_000L, 20_000L);
    }

    @Test
    void exportedFilesHaveFreeSizesAndHalfPrecision() throws IOException {
        assertThat(export("half.pt", "--dynamic-size", "--compute-dtype", "float16", "--layout", "plain")
                        .code())
                .isZero();
        try (CompiledModel compiled = CompiledModel.load(folder.resolve("half.pt"));
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            assertThat(compiled.predict(manager.ones(new Shape(1, 3, 128, 160))).getShape())
                    .isEqualTo(new Shape(1, 1000));
        }
        assertThat(export("half.onnx", "--compute-dtype", "float16").code()).isZero();
        assertThat(Files.size(folder.resolve("half.onnx"))).isBetween(9_000_000L, 10_000_000L);
        assertThat(export("half.onnx", "--compute-dtype", "float16", "--check-forward")
                        .err())
                .contains("--check-forward: compares files in float32");
        assertThat(export("b.onnx", "--compute-dtype", "bfloat16").code()).isEqualTo(1);
        assertThat(folder.resolve("b.onnx")).doesNotExist();
    }
}
