package io.github.timm4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Several processes at one cache, and processes that are killed. */
class HubProcessesTest extends HubTestCase {
    private static final String BOTH = FakeHub.sha256(WEIGHTS) + " " + FakeHub.sha256(CONFIG);

    @TempDir
    Path reports;

    private List<String> report(int number) throws IOException {
        return Files.readAllLines(reports.resolve("report" + number));
    }

    private Process start(int number, Path folder, int threads, String... names) throws IOException {
        return DownloadProcess.start(
                List.of(), hub.endpoint(), folder, reports.resolve("report" + number), threads, names);
    }

    private void raceOfTwoProcesses() throws IOException, InterruptedException {
        hub.always("GET", "/cdn/", answer -> answer.slowly(10));
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(start(i, cache, 8, LARGE.path(), SMALL.path()));
        }
        for (int i = 0; i < 2; i++) {
            assertThat(processes.get(i).waitFor()).isZero();
            assertThat(report(i)).hasSize(8).containsOnly(BOTH);
        }
        assertThat(tree()).filteredOn(line -> line.contains("/blobs/")).hasSize(4);
        assertThat(tree()).filteredOn(line -> line.startsWith("link ")).hasSize(2);
        assertThat(leftovers()).isEmpty();
        assertThat(client(hub.settings(cache).withOffline(true)).cached(LARGE)).isPresent();
    }

    @Test
    void twoProcessesOfEightThreadsMakeOneBlobOfEachFile() throws IOException, InterruptedException {
        raceOfTwoProcesses();
        assertThat(hub.requests("GET")).hasSize(2);
    }

    @Test
    void theyDoSoWhereLocksDoNotWork() throws IOException, InterruptedException {
        Files.writeString(cache.resolve(".locks"), "a file, so that no lock file can be made");
        raceOfTwoProcesses();
    }

    @Test
    void killedDownloadsLeaveNothingBehind() throws IOException, InterruptedException {
        killAtRandomMoments(3);
    }

    @Test
    @Tag("soak")
    void aHundredKilledDownloadsLeaveNothingBehind() throws IOException, InterruptedException {
        killAtRandomMoments(100);
    }

    private void killAtRandomMoments(int rounds) throws IOException, InterruptedException {
        Random random = new Random(9);
        hub.always("GET", "/cdn/", answer -> answer.slowly(15));
        int unfinished = 0;
        for (int round = 0; round < rounds; round++) {
            Path folder = cache.resolve("round" + round);
            hub.forget();
            Process victim = start(round, folder, 2, LARGE.path(), SMALL.path());
            while (hub.requests().isEmpty() && victim.isAlive()) {
                Thread.sleep(1);
            }
            if (round == 0) {
                // one kill hits a download for certain, however fast the machine is
                while (leftovers().isEmpty() && victim.isAlive()) {
                    Thread.sleep(1);
                }
            } else {
                Thread.sleep(random.nextInt(400));
            }
            victim.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            unfinished += leftovers().size();
            HubClient next = client(hub.settings(folder));
            assertThat(Files.readAllBytes(next.download(LARGE))).isEqualTo(WEIGHTS);
            assertThat(Files.readAllBytes(next.download(SMALL))).isEqualTo(CONFIG);
            assertThat(leftovers()).isEmpty();
            assertThat(tree().stream().filter(line -> line.contains("round") && line.contains("/blobs/")))
                    .hasSize(4 * (round + 1));
        }
        assertThat(unfinished).as("kills that hit a download").isPositive();
    }

    /** A limit on the size of files stands for a full disk: both fail in the middle of a write. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskEndsInAMessageAndLeavesNothing() throws IOException, InterruptedException {
        List<String> limited = List.of("bash", "-c", "ulimit -f 400; exec \"$@\"", "bash");
        Path report = reports.resolve("report0");
        Process process = DownloadProcess.start(limited, hub.endpoint(), cache, report, 1, LARGE.path());
        assertThat(process.waitFor()).isZero();
        assertThat(report(0))
                .singleElement()
                .asString()
                .contains("could not keep timm/demo/model.safetensors")
                .contains("no space left on the disk or in the quota")
                .contains("nothing was kept");
        assertThat(tree()).noneMatch(line -> line.contains("/blobs/") || line.contains("/snapshots/"));
    }
}
