package io.github.timm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.timm4j.Timm;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.nn.ImageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceCommandTest {
    private static final List<String> PHOTOS = List.of("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg");

    @TempDir
    static Path photos;

    @TempDir
    Path results;

    @BeforeAll
    static void copyPhotos() throws IOException {
        for (String photo : PHOTOS) {
            Files.copy(Fixtures.path("photos/" + photo), photos.resolve(photo));
        }
    }

    private Outcome inference(String... more) {
        return inference(photos, more);
    }

    private Outcome inference(Path data, String... more) {
        String[] line = {
            "inference",
            data.toString(),
            "--model",
            "tf_efficientnet_lite0",
            "--checkpoint",
            Outcome.weights(),
            "-b",
            "3",
            "-j",
            "1",
            "--device",
            "cpu",
            "--results-dir",
            results.toString()
        };
        String[] all = java.util.Arrays.copyOf(line, line.length + more.length);
        System.arraycopy(more, 0, all, line.length, more.length);
        return Outcome.of(all);
    }

    @Test
    void realPhotosGetTheOraclesFiveClasses() throws IOException {
        Outcome outcome = inference("--topk", "5", "--include-index", "--label-type", "name");
        assertThat(outcome.code()).isZero();
        JsonNode found = new ObjectMapper().readTree(outcome.result());
        for (JsonNode photo : Fixtures.json("photos/expected.json").get("photos")) {
            String file = photo.path("file").asText("-");
            if (!PHOTOS.contains(file)) {
                continue;
            }
            JsonNode top = photo.get("float16").get("top5");
            for (int i = 0; i < top.size(); i++) {
                JsonNode row = found.get(file);
                assertThat(row.get("index").get(i).asInt())
                        .isEqualTo(top.get(i).get("index").asInt());
                assertThat(row.get("label").get(i).asText())
                        .isEqualTo(top.get(i).get("synset").asText());
                assertThat(row.get("prob").get(i).asDouble())
                        .isCloseTo(top.get(i).get("probability").asDouble(), within(1e-5));
            }
        }
        assertThat(Files.readString(results.resolve("tf_efficientnet_lite0-224.csv")))
                .startsWith("filename,index,label,prob\nastronaut.png,");
    }

    @Test
    void resultsAreWrittenInEveryFormat() throws IOException {
        Path table = results.resolve("classes.csv");
        Outcome outcome = inference(
                "--results-file",
                "r.csv",
                "--results-format",
                "csv",
                "json",
                "parquet",
                "--no-console-results",
                "--class-table",
                table.toString(),
                "--label-type",
                "none",
                "--topk",
                "2",
                "--results-separate-col",
                "--output-type",
                "logit",
                "--output-col",
                "score");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("Predict: [3/4]", "Predict: [4/4]");
        assertThat(Files.readString(results.resolve("r.csv"))).startsWith("filename,score_0,score_1\n");
        JsonNode json = new ObjectMapper().readTree(results.resolve("r.json").toFile());
        assertThat(json.get("coffee.png").get("score_0").asDouble())
                .isGreaterThan(json.get("coffee.png").get("score_1").asDouble());
        assertThat(Files.readString(table))
                .startsWith("index,label,images,predicted,hits")
                .contains("espresso");
        assertThat(Files.size(results.resolve("r.parquet"))).isPositive();
        try (var files = Files.list(results)) {
            assertThat(files).hasSize(4);
        }
    }

    /** What timm 1.0.31 answers to the same line. */
    @Test
    void largerPicturesArePooledByWindows() throws IOException {
        Outcome outcome = inference("--img-size", "288", "--test-pool", "--include-index");
        assertThat(outcome.code()).isZero();
        JsonNode found = new ObjectMapper().readTree(outcome.result());
        int[] indices = {450, 285, 967, 657};
        double[] probabilities = {0.15335724, 0.41736558, 0.93165594, 0.24543267};
        for (int i = 0; i < PHOTOS.size(); i++) {
            JsonNode row = found.get(PHOTOS.get(i));
            assertThat(row.get("index").asInt()).isEqualTo(indices[i]);
            assertThat(row.get("prob").asDouble()).isCloseTo(probabilities[i], within(1e-5));
        }
    }

    @Test
    void poolingByWindowsNeedsTheBlocks() {
        Outcome outcome = inference("--img-size", "288", "--test-pool", "--torchscript");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("--test-pool: runs the model's blocks");
    }

    @Test
    void aSavedModelIsMadeForTheSizeAskedFor() {
        ModelOptions small = ModelOptions.builder()
                .numClasses(3)
                .imageSize(new ImageSize(32, 32))
                .build();
        try (ImageModel model = Timm.createModel("vit_tiny_patch16_224", small)) {
            Timm.saveForHf(model, results.resolve("saved"));
        }
        Outcome outcome = Outcome.of(
                "inference",
                photos.toString(),
                "--model",
                "local-dir:" + results.resolve("saved"),
                "--img-size",
                "48",
                "-j",
                "1",
                "--results-file",
                results.resolve("s").toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
    }

    @Test
    void picturesOfOneNameAreNoted() throws IOException {
        for (String type : List.of("a", "b")) {
            Path of = Files.createDirectories(results.resolve("same").resolve(type));
            Files.copy(photos.resolve("coffee.png"), of.resolve("coffee.png"));
        }
        for (boolean full : new boolean[] {false, true}) {
            Outcome outcome = inference(results.resolve("same"), full ? "--fullname" : "--topk=1");
            assertThat(outcome.err().contains("several pictures have the same name"))
                    .isNotEqualTo(full);
        }
    }

    @Test
    void embeddingsHaveLengthOneWhereAsked() throws IOException {
        Path file = results.resolve("e");
        Outcome outcome = Outcome.of(
                "embed",
                photos.toString(),
                "-m",
                "tf_efficientnet_lite0",
                "--checkpoint",
                Outcome.weights(),
                "-j",
                "1",
                "--normalize",
                "--no-console-results",
                "--results-file",
                file.toString(),
                "--results-format",
                "json-split");
        assertThat(outcome.code()).isZero();
        JsonNode split = new ObjectMapper().readTree(results.resolve("e.json").toFile());
        assertThat(split.get("columns").get(1).asText()).isEqualTo("embedding");
        JsonNode values = split.get("data").get(2).get(1);
        double sum = 0;
        for (JsonNode value : values) {
            sum += value.asDouble() * value.asDouble();
        }
        assertThat(values).hasSize(1280);
        assertThat(sum).isCloseTo(1, within(1e-5));
    }

    @Test
    void anInterruptedRunWritesWhatItHas() throws IOException {
        Interruption interruption = new Interruption();
        interruption.request();
        Outcome outcome = Outcome.of(
                interruption,
                "inference",
                photos.toString(),
                "-m",
                "resnet18",
                "--checkpoint",
                saved("resnet18"),
                "--results-file",
                results.resolve("i.csv").toString(),
                "--no-console-results");
        assertThat(outcome.code()).isEqualTo(130);
        assertThat(results.resolve("i.csv")).exists();
    }

    private String saved(String model) {
        Path file = results.resolve(model + ".safetensors");
        try (ImageModel built = Timm.createModel(model)) {
            built.save(file);
        }
        return file.toString();
    }
}
