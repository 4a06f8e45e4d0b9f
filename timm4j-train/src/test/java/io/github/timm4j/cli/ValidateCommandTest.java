package io.github.timm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.timm4j.fixtures.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four photos in folders of classes: three are right at once, the astronaut is not among five. */
class ValidateCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> CLASSES =
            Map.of("tiger_cat", "chelsea", "espresso", "coffee", "missile", "rocket", "space_suit", "astronaut");

    @TempDir
    Path folder;

    @BeforeEach
    void arrangePhotos() throws IOException {
        for (Map.Entry<String, String> each : CLASSES.entrySet()) {
            Path of = Files.createDirectories(folder.resolve("data/validation/" + each.getKey()));
            Files.copy(Fixtures.path("photos/" + each.getValue() + ".png"), of.resolve(each.getValue() + ".png"));
        }
        Files.writeString(
                folder.resolve("classes.json"),
                "{\"tiger_cat\": 282, \"espresso\": 967, \"missile\": 657, \"space_suit\": 0}");
    }

    private Outcome validate(String... more) {
        List<String> line = new ArrayList<>(List.of(
                "validate",
                "--data-dir",
                folder.resolve("data").toString(),
                "--model",
                "tf_efficientnet_lite0",
                "--class-map",
                folder.resolve("classes.json").toString(),
                "-b",
                "3",
                "-j",
                "1",
                "--device",
                "cpu"));
        line.addAll(List.of(more));
        return Outcome.of(line.toArray(new String[0]));
    }

    @Test
    void accuraciesAreThoseOfTheOraclesAnswers() throws IOException {
        Path results = folder.resolve("results.csv");
        Outcome outcome = validate(
                "--checkpoint", Outcome.weights(), "--results-file", results.toString(), "--metrics-avg", "macro");
        assertThat(outcome.code()).isZero();
        JsonNode row = JSON.readTree(outcome.result());
        assertThat(row.get("top1").asDouble()).isEqualTo(75);
        assertThat(row.get("top5_err").asDouble()).isEqualTo(25);
        assertThat(row.get("macro_recall").asDouble()).isCloseTo(60, within(1e-3));
        assertThat(row.get("param_count").asDouble()).isEqualTo(4.65);
        assertThat(row.get("crop_pct").asDouble()).isEqualTo(0.875);
        assertThat(outcome.err()).contains("Acc@1 75.000", "Test: [4/4]");
        assertThat(Files.readAllLines(results))
                .hasSize(2)
                .first()
                .asString()
                .isEqualTo("model,top1,top1_err,top5,top5_err,macro_precision,macro_recall,macro_f1_score,"
                        + "param_count,img_size,crop_pct,interpolation");
    }

    @Test
    void aCompiledModelAndHalfPrecisionAgree() throws IOException {
        for (String choice : List.of("--torchcompile", "--channels-last", "--model-dtype=bfloat16")) {
            assertThat(JSON.readTree(validate("--checkpoint", Outcome.weights(), choice)
                                    .result())
                            .get("top1")
                            .asDouble())
                    .isEqualTo(75);
        }
    }

    @Test
    void anExportedOnnxFileIsAsAccurate() throws IOException {
        Path file = folder.resolve("lite0.onnx");
        assertThat(Outcome.of(
                                "export",
                                file.toString(),
                                "-m",
                                "tf_efficientnet_lite0",
                                "--checkpoint",
                                Outcome.weights())
                        .code())
                .isZero();
        Outcome outcome = validate(
                "--onnx-input", file.toString(), "--mean", "0.5", "--std", "0.5", "--interpolation", "bicubic");
        assertThat(outcome.code()).isZero();
        assertThat(JSON.readTree(outcome.result()).get("top1").asDouble()).isEqualTo(75);
    }

    @Test
    void onlyValidLabelsCount() throws IOException {
        Files.writeString(
                folder.resolve("classes.json"),
                "{\"tiger_cat\": 0, \"espresso\": 1, \"missile\": 2, \"space_suit\": 3}");
        Path valid = Files.writeString(folder.resolve("valid.txt"), "282\n967\n657\n560\n");
        Outcome outcome = validate("--checkpoint", Outcome.weights(), "--valid-labels", valid.toString());
        assertThat(JSON.readTree(outcome.result()).get("top1").asDouble()).isEqualTo(100);
    }

    @Test
    void allCheckpointsOfAFolderAreValidatedAndABrokenOneIsReported() throws IOException {
        Path checkpoints = Files.createDirectories(folder.resolve("runs"));
        Files.copy(Path.of(Outcome.weights()), checkpoints.resolve("good-2.safetensors"));
        Files.writeString(checkpoints.resolve("broken-10.safetensors"), "nothing");
        Outcome outcome = validate("--checkpoint", checkpoints.toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("broken-10.safetensors failed: ");
        JsonNode rows = JSON.readTree(outcome.result());
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).get("checkpoint").asText()).endsWith("good-2.safetensors");
    }

    @Test
    void labelsBeyondTheModelsOutputsAreAnError() throws IOException {
        Files.writeString(
                folder.resolve("classes.json"),
                "{\"tiger_cat\": 282, \"espresso\": 5000, \"missile\": 1, \"space_suit\": 2}");
        Outcome outcome = validate("--checkpoint", Outcome.weights());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("class 5000", "1000 outputs");
    }
}
