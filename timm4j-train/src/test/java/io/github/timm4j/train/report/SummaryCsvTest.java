package io.github.timm4j.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.CorruptFileException;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The table of a run has timm's bytes. */
@Tag("oracle")
class SummaryCsvTest {
    private static final String FIXTURE = "utils/summary.json";

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> linesAreTimms() {
        if (!Fixtures.has(FIXTURE)) {
            return Stream.empty();
        }
        return Parity.tests(
                "summary",
                StreamSupport.stream(Fixtures.json(FIXTURE).get("cases").spliterator(), false)
                        .map(each -> new OracleCase(each.get("id").asText(), true, () -> check(each))));
    }

    private void check(JsonNode expected) throws IOException {
        String id = expected.get("id").asText();
        if (expected.has("paths")) {
            checkFolders(expected.get("paths"));
            return;
        }
        SummaryCsv summary = new SummaryCsv(folder.resolve(id + ".csv"));
        switch (id) {
            case "two_epochs" -> twoEpochs(summary);
            case "no_eval_no_lr_appended" -> {
                twoEpochs(summary);
                summary.append(row(2, 1.0));
            }
            case "no_header" -> summary.append(row(0, 1.5), false);
            case "trim_to_3" -> trimmed(summary, 3);
            case "trim_to_0" -> trimmed(summary, 0);
            default -> throw new IllegalArgumentException("no such case here: " + id);
        }
        StringBuilder lines = new StringBuilder();
        expected.get("lines").forEach(line -> lines.append(line.asText()).append("\r\n"));
        assertThat(Files.readString(summary.file())).isEqualTo(lines.toString());
    }

    private void checkFolders(JsonNode names) {
        Path wanted = folder.resolve("exp");
        List<Path> made = List.of(
                OutputFolder.create(wanted),
                OutputFolder.create(wanted),
                OutputFolder.createNew(wanted),
                OutputFolder.createNew(wanted));
        for (int i = 0; i < made.size(); i++) {
            assertThat(made.get(i)).isDirectory().hasFileName(names.get(i).asText());
        }
    }

    private static void twoEpochs(SummaryCsv summary) {
        summary.append(new EpochRow(0, Map.of("loss", 1.5), eval(1.2, 50, 80.25), 0.1));
        summary.append(new EpochRow(1, Map.of("loss", 1.25), eval(1.0, 60, 90), 0.05));
    }

    private static void trimmed(SummaryCsv summary, int start) {
        IntStream.range(0, 5)
                .mapToObj(i -> new EpochRow(i, Map.of("loss", (double) i), Map.of("top1", (double) i), 0.1))
                .forEach(summary::append);
        summary.trim(start);
    }

    private static Map<String, Double> eval(double loss, double top1, double top5) {
        Map<String, Double> eval = new LinkedHashMap<>();
        eval.put("loss", loss);
        eval.put("top1", top1);
        eval.put("top5", top5);
        return eval;
    }

    private static EpochRow row(int epoch, double loss) {
        return new EpochRow(epoch, Map.of("loss", loss), Map.of(), null);
    }

    @Test
    void rowsAreReadBack() {
        SummaryCsv summary = new SummaryCsv(folder.resolve("summary.csv"));
        twoEpochs(summary);
        summary.append(new EpochRow(2, Map.of("loss", Double.NaN), Map.of(), null));
        assertThat(summary.rows()).element(1).isEqualTo(new EpochRow(1, Map.of("loss", 1.25), eval(1, 60, 90), 0.05));
        assertThat(summary.rows().get(2).train()).containsEntry("loss", Double.NaN);
    }

    @Test
    void anEmptiedTableGetsItsHeadingAgain() throws IOException {
        SummaryCsv summary = new SummaryCsv(folder.resolve("summary.csv"));
        summary.append(row(0, 2));
        summary.trim(0);
        summary.append(row(0, 1e-5));
        assertThat(Files.readString(summary.file())).isEqualTo("epoch,train_loss\r\n0,1e-05\r\n");
    }

    @Test
    void trimmingWhatIsNotThereDoesNothing() {
        new SummaryCsv(folder.resolve("missing.csv")).trim(3);
        assertThat(folder.resolve("missing.csv")).doesNotExist();
    }

    @Test
    void aTableOfWordsIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("words.csv"), "epoch,train_loss\r\nfirst,1\r\n");
        assertThatThrownBy(() -> new SummaryCsv(file).trim(1))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("found 'first'");
    }

    @Test
    void takenNamesEndAt99() throws IOException {
        for (int i = 1; i <= 99; i++) {
            Files.createDirectory(folder.resolve("run-" + i));
        }
        Path run = OutputFolder.createNew(folder.resolve("run"));
        assertThat(run).hasFileName("run");
        assertThatThrownBy(() -> OutputFolder.createNew(run)).isInstanceOf(IllegalStateException.class);
    }
}
