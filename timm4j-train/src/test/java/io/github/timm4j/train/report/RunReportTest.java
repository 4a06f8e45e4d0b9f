package io.github.timm4j.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
    private static final String EXPECTED =
            "1800000000000000a37f4b220900002040fc54d9411a0d627261696e2e4576656e743a322b35311021000000"
                    + "00000000017becf60900002040fc54d94110ac022a130a110a0a747261696e2f6c6f7373150000c03fa59725"
                    + "84";

    @TempDir
    private Path folder;

    @Test
    void aRunLeavesTableEventsAndCurves() throws IOException {
        try (RunReport report = new RunReport(folder, 0)) {
            IntStream.range(0, 12).mapToObj(RunReportTest::row).forEach(report::epoch);
            report.scalar("update/loss", 7, 0.5);
        }
        assertThat(new SummaryCsv(folder.resolve("summary.csv")).rows()).hasSize(12);
        BufferedImage curves = ImageIO.read(folder.resolve("curves.png").toFile());
        assertThat(curves.getWidth()).isEqualTo(3 * 520);
        // the line of the training loss, in its colour
        assertThat(count(curves, 0, 520, 0x1f77b4)).isGreaterThan(300);
        assertThat(count(curves, 520, 1040, 0x1f77b4)).isGreaterThan(300);
        assertThat(count(curves, 1040, 1560, 0x1f77b4)).isGreaterThan(300);
    }

    @Test
    void aResumedRunDropsWhatItTrainsAgainAndPaintsTheWhole() {
        try (RunReport report = new RunReport(folder, 0)) {
            IntStream.range(0, 5).mapToObj(RunReportTest::row).forEach(report::epoch);
        }
        try (RunReport report = new RunReport(folder, 3)) {
            report.epoch(row(3));
            assertThat(report.summary().rows()).extracting(EpochRow::epoch).containsExactly(0, 1, 2, 3);
        }
        assertThat(eventFiles()).hasSize(2);
    }

    @Test
    void beforeTheFirstEpochThereAreNoCurves() {
        try (RunReport report = new RunReport(folder.resolve("new"), 0)) {
            assertThat(report.paintCurves()).isEmpty();
        }
        assertThatThrownBy(() -> TrainingCurves.paint(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oneEpochAndMissingValuesCanBePainted() {
        EpochRow first = new EpochRow(0, Map.of("loss", Double.NaN), Map.of("loss", 1.0), null);
        assertThat(TrainingCurves.paint(List.of(first)).getWidth()).isEqualTo(520);
        EpochRow nothing = new EpochRow(0, Map.of(), Map.of(), null);
        assertThat(TrainingCurves.paint(List.of(nothing)).getHeight()).isEqualTo(400);
    }

    @Test
    void theCurvesOfADivergedRunCanBePainted() {
        List<EpochRow> rows = new ArrayList<>();
        for (double loss : new double[] {8.75, 3.3e27, Double.POSITIVE_INFINITY, 1e300, 0.4}) {
            rows.add(new EpochRow(rows.size(), Map.of("loss", 7.5), Map.of("loss", loss), 0.5));
        }
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> TrainingCurves.paint(rows));
    }

    /** Against the bytes that TensorBoard's own writer makes of the same events. */
    @Test
    void eventsAreTensorBoardsBytes() throws IOException {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(1_700_000_000_500L), ZoneOffset.UTC);
        EventFile events = new EventFile(folder, clock);
        try (events) {
            events.scalar("train/loss", 300, 1.5);
        }
        assertThat(events.file().getFileName().toString()).startsWith("events.out.tfevents.1700000000.");
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(events.file()))).isEqualTo(EXPECTED);
    }

    @Test
    void eachRecordHoldsItsLengthAndText() throws IOException {
        try (EventFile events = new EventFile(folder)) {
            events.scalar("a tag", 1, 2);
            events.flush();
            ByteBuffer bytes =
                    ByteBuffer.wrap(Files.readAllBytes(events.file())).order(ByteOrder.LITTLE_ENDIAN);
            int first = (int) bytes.getLong(0);
            int second = (int) bytes.getLong(first + 16);
            assertThat(bytes.limit()).isEqualTo(first + second + 32);
            assertThat(new String(bytes.array(), StandardCharsets.UTF_8)).contains("brain.Event:2", "a tag");
        }
    }

    private static EpochRow row(int epoch) {
        Map<String, Double> eval = new LinkedHashMap<>();
        eval.put("loss", 2.1 * Math.exp(-epoch / 3.0) + 0.05);
        eval.put("top1", 98 - 60 * Math.exp(-epoch / 2.0));
        eval.put("top5", 99.9 - 20 * Math.exp(-epoch / 2.0));
        double rate = 0.05 * (1 + Math.cos(Math.PI * epoch / 12));
        return new EpochRow(epoch, Map.of("loss", 2.3 * Math.exp(-epoch / 4.0)), eval, rate);
    }

    private static long count(BufferedImage picture, int from, int to, int colour) {
        return IntStream.range(from, to)
                .mapToLong(x -> IntStream.range(0, picture.getHeight())
                        .filter(y -> (picture.getRGB(x, y) & 0xffffff) == colour)
                        .count())
                .sum();
    }

    private List<Path> eventFiles() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("events."))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
