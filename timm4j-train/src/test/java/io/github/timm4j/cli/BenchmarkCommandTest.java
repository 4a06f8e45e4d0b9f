package io.github.timm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
