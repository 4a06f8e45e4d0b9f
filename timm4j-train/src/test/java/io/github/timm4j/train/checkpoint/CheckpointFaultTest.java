package io.github.timm4j.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.WeightTensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed, and disks that fill up, while checkpoints are written. */
class CheckpointFaultTest {
    private static final Pattern NUMBERED = Pattern.compile("(checkpoint|recovery)-(\\d+).*");

    @TempDir
    Path folder;

    @Test
    void tenKillsLeaveWholeCheckpoints() throws IOException, InterruptedException {
        killAtRandomMoments(10);
    }

    @Test
    @Tag("soak")
    void aHundredKillsLeaveWholeCheckpoints() throws IOException, InterruptedException {
        killAtRandomMoments(100);
    }

    /** Half of the rounds write each format; every process goes on where the one before was killed. */
    private void killAtRandomMoments(int rounds) throws IOException, InterruptedException {
        Random random = new Random(9);
        int unfinished = 0;
        for (int round = 0; round < rounds; round++) {
            CheckpointFormat format = CheckpointFormat.values()[round % 2];
            Path run = folder.resolve(format.name());
            int reached = killed(SaveProcess.start(List.of(), run, format, 1000), random.nextInt(60));
            unfinished += leftovers(run);
            CheckpointSaver next =
                    new CheckpointSaver(SaverOptions.in(run).ranked(false, 3).as(format));
            assertThat(leftovers(run)).as("after round " + round).isZero();
            assertThat(whole(next.last())).isGreaterThanOrEqualTo(reached);
            for (String name : SaverOracleTest.files(run)) {
                if (name.endsWith(format.extension())) {
                    checkNamed(run.resolve(name));
                }
            }
        }
        assertThat(unfinished).as("kills that hit a write").isPositive();
    }

    /** Waits for a saved epoch and a little longer, then kills; tells the last epoch that was surely saved. */
    private static int killed(Process process, int milliseconds) throws IOException, InterruptedException {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            String first = output.readLine();
            assertThat(first).matches("\\d+");
            Thread.sleep(milliseconds);
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            return Integer.parseInt(first);
        }
    }

    private static long leftovers(Path run) throws IOException {
        long count = SaverOracleTest.files(run).stream()
                .filter(name -> name.endsWith(".tmp"))
                .count();
        Path states = run.resolve("states");
        return Files.isDirectory(states)
                ? count
                        + SaverOracleTest.files(states).stream()
                                .filter(name -> name.endsWith(".tmp"))
                                .count()
                : count;
    }

    private static void checkNamed(Path file) {
        int epoch = whole(file);
        Matcher name = NUMBERED.matcher(file.getFileName().toString());
        if (name.matches()) {
            assertThat(epoch).as(file.toString()).isEqualTo(Integer.parseInt(name.group(2)));
        }
    }

    /** Reads a checkpoint to its last byte, all of which must tell its epoch. */
    private static int whole(Path file) {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            int epoch = checkpoint.epoch().orElseThrow();
            checkFilled(checkpoint.model().get("weight"), epoch);
            checkFilled(checkpoint.averages().get("weight"), epoch + 0.5f);
            PlainValue states = PlainFields.entries(
                            checkpoint.state("optimizer").orElseThrow())
                    .get("state");
            PlainValue first = ((PlainValue.Dict) states).items().get(PlainValue.of(0));
            checkFilled(PlainFields.tensors(first).get("momentum_buffer"), epoch + 0.25f);
            return epoch;
        }
    }

    private static void checkFilled(WeightTensor tensor, float value) {
        float[] expected = new float[SaveProcess.SIZE];
        Arrays.fill(expected, value);
        assertThat(Arrays.equals(tensor.toFloats(), expected))
                .as("all " + value)
                .isTrue();
    }

    /** A limit on the size of files stands for a full disk: both fail in the middle of a write. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskEndsInAMessageAndTheOldCheckpointStays() throws IOException, InterruptedException {
        CheckpointSaver saver = new CheckpointSaver(SaverOptions.in(folder).ranked(false, 3));
        saver.save(SampleStates.at(0), OptionalDouble.of(1));
        byte[] before = Files.readAllBytes(saver.last());
        List<String> names = SaverOracleTest.files(folder);
        List<String> limited = List.of("bash", "-c", "ulimit -f 400; exec \"$@\"", "bash");
        Process process = SaveProcess.start(limited, folder, CheckpointFormat.TORCH, 1);
        String output;
        try (InputStream in = process.getInputStream()) {
            output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(process.waitFor()).isEqualTo(3);
        assertThat(output)
                .contains("could not write checkpoint " + saver.last())
                .contains("no space left on the disk or in the quota")
                .contains("checkpoints written before are untouched");
        assertThat(Files.readAllBytes(saver.last())).isEqualTo(before);
        assertThat(SaverOracleTest.files(folder)).isEqualTo(names);
    }
}
