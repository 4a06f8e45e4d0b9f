package io.github.timm4j.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.WeightFile;
import io.github.timm4j.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Names, rotation, ranking and resumed ranking of checkpoints against timm. */
@Tag("oracle")
class SaverOracleTest {
    private static final String FIXTURE = "utils/checkpoint_saver.json";

    @TempDir
    Path temporary;

    @TestFactory
    Stream<DynamicTest> filesAfterEverySave() {
        if (!Fixtures.has(FIXTURE)) {
            return Stream.empty();
        }
        JsonNode oracle = Fixtures.json(FIXTURE);
        Stream<OracleCase> saves = items(oracle.path("cases"))
                .map(c -> new OracleCase(c.get("id").asText(), true, () -> saves(c, folder(c.get("id")))));
        Stream<OracleCase> resumes = oracle.has("resume")
                ? Stream.of(new OracleCase("resume", true, () -> resumes(oracle.get("resume"))))
                : Stream.empty();
        return Parity.tests("checkpoint-saver", Stream.concat(saves, resumes));
    }

    private Path folder(JsonNode id) {
        return temporary.resolve(id.asText().replace('/', '_'));
    }

    private static Stream<JsonNode> items(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    private static void saves(JsonNode oracle, Path folder) throws IOException {
        JsonNode args = oracle.get("args");
        CheckpointSaver saver = new CheckpointSaver(SaverOptions.in(folder)
                .named(args.path("checkpoint_prefix").asText("checkpoint"), "recovery")
                .ranked(
                        args.path("decreasing").asBoolean(false),
                        args.path("max_history").asInt(10)));
        for (JsonNode row : oracle.get("rows")) {
            row(row, state(oracle, row.get("epoch").asInt()), saver, folder);
        }
        lastFile(oracle, saver);
    }

    private static TrainingState state(JsonNode oracle, int epoch) {
        JsonNode args = oracle.get("args");
        return SampleStates.plain(
                epoch,
                oracle.get("arch").asText(),
                args.path("with_args").asBoolean(true),
                args.path("ema").asBoolean(false));
    }

    private static void row(JsonNode row, TrainingState state, CheckpointSaver saver, Path folder) throws IOException {
        String best = saver.save(state, number(row.get("metric")))
                .map(b -> "[" + b.metric() + "," + b.epoch() + "]")
                .orElse("[null,null]");
        assertThat(best).isEqualTo(row.get("returned_best_metric_epoch").toString());
        assertThat(files(folder)).isEqualTo(texts(row.get("files")));
        assertThat(history(saver)).isEqualTo(pairs(row.get("history")));
        epoch(saver.last(), row.get("last_epoch"));
        if (row.has("model_best_epoch")) {
            epoch(saver.modelBest(), row.get("model_best_epoch"));
        }
        int batch = 0;
        for (JsonNode after : row.path("after_recovery")) {
            batch += 10;
            saver.saveRecovery(state, batch);
            assertThat(files(folder)).isEqualTo(texts(after));
        }
        if (row.has("find_recovery")) {
            assertThat(saver.findRecovery().orElseThrow().getFileName())
                    .hasToString(row.get("find_recovery").asText());
        }
        if (row.has("milestone")) {
            Path made = saver.saveMilestone(row.get("epoch").asInt() + 1);
            assertThat(made.getFileName()).hasToString(row.get("milestone").asText());
            assertThat(files(folder)).isEqualTo(texts(row.get("files_after")));
        }
    }

    private static void epoch(Path file, JsonNode expected) {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(checkpoint.epoch()).hasValue(expected.asInt());
        }
    }

    /** The keys in timm's order, this library's own entry aside, and the ranking that is saved. */
    private static void lastFile(JsonNode oracle, CheckpointSaver saver) {
        try (WeightFile file = WeightFiles.open(saver.last())) {
            PlainValue.Dict content = (PlainValue.Dict) file.content();
            List<String> keys = new ArrayList<>(PlainFields.entries(content).keySet());
            assertThat(keys.remove("timm4j")).isTrue();
            assertThat(keys).isEqualTo(texts(oracle.get("last_keys")));
            assertThat(PlainFields.integer(content.get("version")))
                    .hasValue(oracle.get("version").asLong());
            assertThat(PlainFields.text(content.get("arch")))
                    .isEqualTo(oracle.get("arch").asText());
            assertThat(text(content.get("saver")))
                    .isEqualTo(oracle.get("last_saver").toString());
        }
    }

    /** A plain value as JSON. */
    private static String text(PlainValue value) {
        if (value instanceof PlainValue.Dict dict) {
            return "{"
                    + String.join(
                            ",",
                            PlainFields.entries(dict).entrySet().stream()
                                    .map(entry -> "\"" + entry.getKey() + "\":" + text(entry.getValue()))
                                    .toList())
                    + "}";
        }
        if (value instanceof PlainValue.Items || value instanceof PlainValue.Tuple) {
            return "["
                    + String.join(
                            ",",
                            PlainFields.items(value).stream()
                                    .map(SaverOracleTest::text)
                                    .toList())
                    + "]";
        }
        if (value instanceof PlainValue.Text text) {
            return "\"" + text.value() + "\"";
        }
        if (value instanceof PlainValue.Int number) {
            return number.value().toString();
        }
        return value instanceof PlainValue.Real number ? Double.toString(number.value()) : "null";
    }

    private void resumes(JsonNode oracle) throws IOException {
        Path folder = temporary.resolve("resume");
        SaverOptions options =
                SaverOptions.in(folder).ranked(false, oracle.get("max_history").asInt());
        CheckpointSaver first = new CheckpointSaver(options);
        int epoch = 0;
        for (JsonNode metric : oracle.get("metrics_before")) {
            first.save(SampleStates.at(epoch++), number(metric));
        }
        CheckpointSaver second = new CheckpointSaver(options);
        try (Checkpoint last = Checkpoint.open(second.last())) {
            assertThat(second.resume(last)).isEqualTo(oracle.get("loaded").asBoolean());
        }
        assertThat(history(second)).isEqualTo(pairs(oracle.get("history_after_load")));
        assertThat(second.best()).hasValue(best(oracle.get("best_after_load")));
        JsonNode then = oracle.get("then_save_epoch3_metric25");
        assertThat(second.save(SampleStates.at(3), OptionalDouble.of(25))).hasValue(best(then.get("best")));
        assertThat(files(folder)).isEqualTo(texts(then.get("files")));
    }

    private static Best best(JsonNode pair) {
        return new Best(pair.get(0).asDouble(), pair.get(1).asInt());
    }

    private static OptionalDouble number(JsonNode node) {
        return node.isNull() ? OptionalDouble.empty() : OptionalDouble.of(node.asDouble());
    }

    static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> texts(JsonNode node) {
        return items(node).map(JsonNode::asText).toList();
    }

    private static List<Kept> history(CheckpointSaver saver) {
        return saver.history();
    }

    private static List<Kept> pairs(JsonNode node) {
        return items(node)
                .map(pair -> new Kept(pair.get(0).asText(), number(pair.get(1))))
                .toList();
    }
}
