package io.github.timm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.timm4j.Timm;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.train.ChildMachine;
import io.github.timm4j.train.checkpoint.Checkpoint;
import io.github.timm4j.weights.TensorType;
import io.github.timm4j.weights.WeightFile;
import io.github.timm4j.weights.WeightFiles;
import io.github.timm4j.weights.WeightTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two classes of two photos each, a small model, small pictures. */
class TrainCommandTest {
    @TempDir
    Path folder;

    @BeforeEach
    void arrangePhotos() throws IOException {
        String[][] photos = {{"cup", "coffee", "chelsea"}, {"sky", "rocket", "astronaut"}};
        for (String[] each : photos) {
            for (String split : List.of("train", "validation")) {
                Path target = Files.createDirectories(
                        folder.resolve("data").resolve(split).resolve(each[0]));
                for (int i = 1; i < each.length; i++) {
                    Files.copy(Fixtures.path("photos/" + each[i] + ".png"), target.resolve(each[i] + ".png"));
                }
            }
        }
    }

    private String[] line(String... more) {
        List<String> line = new ArrayList<>(List.of(
                "train",
                "--data-dir",
                folder.resolve("data").toString(),
                "--model",
                "test_resnet",
                "--num-classes",
                "2",
                "--img-size",
                "32",
                "-b",
                "2",
                "-j",
                "1",
                "--device",
                "cpu",
                "--opt",
                "adamw",
                "--lr",
                "1e-3",
                "--warmup-epochs",
                "0",
                "--output",
                folder.toString(),
                "--experiment",
                "run",
                "--log-interval",
                "1"));
        line.addAll(List.of(more));
        return line.toArray(new String[0]);
    }

    @Test
    void aRunLeavesItsFilesGoesOnAndItsCheckpointsAreAveragedAndCleaned() throws IOException {
        Outcome first = Outcome.of(line("--epochs", "2", "--mixup", "0.2", "--model-ema", "--clip-grad", "1.0"));
        assertThat(first.err()).contains("Train 0: [4/4]", "Epoch 1: train loss");
        assertThat(first.code()).isZero();
        JsonNode rows = new ObjectMapper().readTree(first.result());
        assertThat(rows).hasSize(2);
        assertThat(rows.get(1).get("validation").get("top1").asDouble()).isBetween(0.0, 100.0);
        Path run = folder.resolve("run");
        assertThat(run.resolve("last.pth.tar")).exists();
        assertThat(run.resolve("model_best.pth.tar")).exists();
        assertThat(Files.readAllLines(run.resolve("summary.csv"))).hasSize(3);
        assertThat(run.resolve("curves.png")).exists();
        assertThat(Files.readString(run.resolve("args.yaml")))
                .contains("opt: adamw", "epochs: 2", "model: test_resnet");

        Outcome resumed = Outcome.of(line(
                "--config",
                run.resolve("args.yaml").toString(),
                "--epochs",
                "3",
                "--resume",
                run.resolve("last.pth.tar").toString()));
        assertThat(resumed.code()).isZero();
        assertThat(new ObjectMapper()
                        .readTree(resumed.result())
                        .get(0)
                        .get("epoch")
                        .asInt())
                .isEqualTo(2);
        assertThat(Files.readAllLines(run.resolve("summary.csv"))).hasSize(4);
        averageAndClean(run);
    }

    private static void cleanWithoutName(Path checkpoint) throws IOException {
        Outcome cleaned = Outcome.of("clean", "--checkpoint", checkpoint.toString());
        Matcher named =
                Pattern.compile("wrote (last\\.pth-[0-9a-f]{8}\\.pth), ").matcher(cleaned.out());
        assertThat(named.find()).as(cleaned.out()).isTrue();
        Files.delete(Path.of(named.group(1)));
    }

    private void averageAndClean(Path run) throws IOException {
        cleanWithoutName(run.resolve("last.pth.tar"));
        Path mean = folder.resolve("mean.safetensors");
        Outcome averaged = Outcome.of(
                "average",
                "--input",
                run.toString(),
                "--filter",
                "checkpoint-*.pth.tar",
                "--output",
                mean.toString(),
                "--safetensors",
                "-n",
                "2");
        assertThat(averaged.err()).contains("averaged");
        assertThat(averaged.code()).isZero();
        assertThat(averaged.err().lines()).hasSize(2);
        assertThat(mean).exists();
        Outcome cleaned = Outcome.of(
                "clean",
                "--checkpoint",
                run.resolve("last.pth.tar").toString(),
                "--output",
                folder.resolve("clean.pth").toString());
        assertThat(cleaned.code()).isZero();
        assertThat(Outcome.of(
                                "clean",
                                "--checkpoint",
                                run.resolve("last.pth.tar").toString(),
                                "--output",
                                mean.toString())
                        .err())
                .contains("exists already");
        assertThat(cleaned.out()).matches("(?s)wrote .*clean-[0-9a-f]{8}\\.pth, SHA-256 [0-9a-f]{64}\\s*");
        assertThat(Outcome.of(
                                "validate",
                                folder.resolve("data").toString(),
                                "--model",
                                "test_resnet",
                                "--num-classes",
                                "2",
                                "--checkpoint",
                                mean.toString(),
                                "--img-size",
                                "32",
                                "-j",
                                "1",
                                "--amp",
                                "--amp-dtype",
                                "bfloat16")
                        .code())
                .isZero();
    }

    @Test
    void anInterruptedRunLeavesARecoveryAndEndsWith130() {
        Interruption interruption = new Interruption();
        interruption.request();
        Outcome outcome = Outcome.of(interruption, line("--epochs", "5"));
        assertThat(outcome.code()).isEqualTo(130);
        assertThat(outcome.err()).contains("interrupted; --resume", "recovery-0-0.pth.tar");
        assertThat(folder.resolve("run/recovery-0-0.pth.tar")).exists();
    }

    @Test
    void ctrlCEndsTheProgramWith130AndItsRecoveryIsResumed() throws Exception {
        Path recovery;
        int epoch;
        try (ChildMachine machine =
                new ChildMachine(folder.resolve("log"), Main.class, line("--epochs", "100000", "--model-ema"))) {
            assertThat(machine.await("Epoch 1: train loss")).contains("Epoch 1: train loss");
            assertThat(machine.interrupt()).as(machine.output()).isEqualTo(machine.expectedCode());
            Matcher hint =
                    Pattern.compile("interrupted; --resume (\\S+) goes on").matcher(machine.output());
            assertThat(hint.find()).as(machine.output()).isTrue();
            recovery = Path.of(hint.group(1));
        }
        assertThat(recovery.getFileName().toString()).startsWith("recovery-");
        try (Checkpoint checkpoint = Checkpoint.open(recovery)) {
            assertThat(checkpoint.averages()).isNotEmpty();
            epoch = checkpoint.resume().epoch();
            assertThat(epoch).isPositive();
        }
        String end = Integer.toString(epoch + 2);
        Outcome resumed =
                Outcome.of(line("--epochs", end, "--sched", "none", "--model-ema", "--resume", recovery.toString()));
        assertThat(resumed.code()).as(resumed.err()).isZero();
        JsonNode rows = new ObjectMapper().readTree(resumed.result());
        assertThat(rows.findValues("epoch")).extracting(JsonNode::asInt).containsExactly(epoch, epoch + 1);
    }

    @Test
    void theBestEpochsArePrintedTheBestLast() throws IOException {
        Outcome outcome = Outcome.of(line("--epochs", "4", "--lr", "0.02", "--opt", "sgd", "--eval-metric", "loss"));
        List<Double> losses = new ArrayList<>();
        for (JsonNode row : new ObjectMapper().readTree(outcome.result())) {
            losses.add(row.get("validation").get("loss").asDouble());
        }
        assertThat(losses).hasSize(4).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void aRunWithoutNameIsNamedAsTimmNamesItAndGivenWeightsGetAFreshHead() throws IOException {
        Path weights = folder.resolve("model.safetensors");
        try (ImageModel model = Timm.createModel("test_resnet")) {
            model.save(weights);
        }
        Outcome outcome = Outcome.of(line(
                "--model",
                "test_resnet.r160_in1k",
                "--pretrained-path",
                weights.toString(),
                "--num-classes",
                "1000",
                "--lr",
                "1e-9",
                "--epochs",
                "1",
                "--output",
                folder.resolve("runs").toString(),
                "--experiment",
                ""));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        Path run;
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            run = runs.findFirst().orElseThrow();
        }
        assertThat(run.getFileName().toString()).matches("\\d{8}-\\d{6}-test_resnet_r160_in1k-32");
        try (Checkpoint checkpoint = Checkpoint.open(run.resolve("last.pth.tar"));
                WeightFile given = WeightFiles.open(weights)) {
            Map<String, WeightTensor> trained = checkpoint.weights(false);
            assertThat(first(trained, "conv1.0.weight"))
                    .isCloseTo(first(given.tensors(), "conv1.0.weight"), within(1e-6f));
            assertThat(first(trained, "fc.weight")).isNotCloseTo(first(given.tensors(), "fc.weight"), within(1e-6f));
        }
    }

    private static float first(Map<String, WeightTensor> tensors, String key) {
        return tensors.get(key).to(TensorType.F32).slice(0, Float.BYTES).getFloat(0);
    }

    @Test
    void erasedHalvesHaveBatchNormsOfTheirOwn() {
        Outcome outcome =
                Outcome.of(line("--epochs", "1", "--split-bn", "--resplit", "--reprob", "0.5", "--save-images"));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(folder.resolve("run/train-batch-0.png")).exists();
        try (Checkpoint checkpoint = Checkpoint.open(folder.resolve("run/last.pth.tar"))) {
            assertThat(checkpoint.weights(false).keySet()).anyMatch(key -> key.contains("aux_bn.0"));
        }
    }

    @Test
    void sizesAndWorkersAreTaken() {
        Outcome outcome = Outcome.of(line(
                "--epochs",
                "1",
                "--train-img-sizes",
                "32",
                "64",
                "--train-size-schedule",
                "progressive",
                "--devices",
                "cpu",
                "cpu",
                "--sync-bn",
                "--aa",
                "rand-m9-mstd0.5-inc1",
                "--reprob",
                "0.5",
                "--sched",
                "step"));
        assertThat(outcome.err()).contains("Epoch 0");
        assertThat(outcome.code()).isZero();
    }

    @Test
    void whatDoesNotFitIsOneLine() {
        for (String[] wrong : new String[][] {
            {"--opt", "adamx"},
            {"--model-dtype", "float16"},
            {"--jsd-loss"},
            {"--split-bn"},
            {"--torchscript"},
            {"--train-img-sizes", "32", "64", "--train-batch-sizes", "2"},
            {"--log-wandb"}
        }) {
            Outcome outcome = Outcome.of(line(wrong));
            assertThat(outcome.code()).as(wrong[0]).isIn(1, 2);
            assertThat(outcome.err().lines().toList()).last().asString().startsWith("timm4j train: ");
            assertThat(outcome.err()).doesNotContain("\tat ");
        }
    }
}
