package io.github.timm4j.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.CorruptFileException;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class TfdsReaderTest {
    private static final String FOLDER = "data/readers/tfds";

    private static final Map<String, Integer> FILES =
            IntStream.range(0, 7).boxed().collect(Collectors.toMap(i -> "im_" + i + ".png", i -> i));

    @TempDir
    Path work;

    @TestFactory
    @Tag("oracle")
    Stream<DynamicTest> oracle() {
        if (!Fixtures.has(FOLDER + "/expected.json")) {
            return Stream.of();
        }
        JsonNode expected = Fixtures.json(FOLDER + "/expected.json");
        return Parity.tests(
                "readers",
                Stream.of(
                        new OracleCase("tfds/examples", true, () -> checkExamples(expected.get("examples"))),
                        new OracleCase("tfds/features", true, () -> checkFeatures(expected.get("examples"))),
                        new OracleCase("tfds/crc", true, () -> checkCrc(expected.get("masked_crc32c_checks"))),
                        new OracleCase("tfds/bad_crc", true, () -> checkDamage("bad_crc.tfrecord", 0, "checksum")),
                        new OracleCase("tfds/truncated", true, () -> checkDamage("truncated.tfrecord", 2, "cut")),
                        new OracleCase(
                                "tfds/bad_length", true, () -> checkDamage("bad_length.tfrecord", 0, "length"))));
    }

    private static void checkExamples(JsonNode expected) {
        TfdsReader reader = open(ReaderOptions.DEFAULT);
        assertThat(reader.size()).isEqualTo(expected.size());
        assertThat(reader.classes().names()).isEqualTo(Map.of("ant", 0, "bee", 1, "cow", 2));
        List<Sample> samples = all(reader);
        for (int i = 0; i < expected.size(); i++) {
            JsonNode example = expected.get(i);
            assertThat(samples.get(i).name()).isEqualTo(example.get("file_name").asText());
            assertThat(samples.get(i).bytes())
                    .hasSize(example.get("image_bytes").asInt());
            assertThat(Pictures.plain(samples.get(i).target()))
                    .isEqualTo(example.get("label").asInt());
            Pictures.assertMeans(samples.get(i).bytes(), example.get("rgb_mean"));
        }
    }

    private static void checkFeatures(JsonNode expected) throws IOException {
        int i = 0;
        for (int shard = 0; shard < 2; shard++) {
            Path file = Fixtures.path(FOLDER + "/tinyset/1.0.0/tinyset-train.tfrecord-0000" + shard + "-of-00002");
            try (TfRecords records = new TfRecords(file)) {
                for (byte[] record = records.next(); record != null; record = records.next()) {
                    TfExample example = new TfExample(record);
                    assertThat(example.values("score").toString())
                            .isEqualTo(expected.get(i).get("score").toString());
                    assertThat(example.values("big").toString())
                            .isEqualTo(expected.get(i++).get("big").toString());
                }
            }
        }
        assertThat(i).isEqualTo(expected.size());
    }

    private static void checkCrc(JsonNode expected) {
        expected.forEach(pair -> {
            byte[] bytes = pair.get(0).asText().getBytes(StandardCharsets.US_ASCII);
            assertThat(Integer.toUnsignedLong(TfRecords.maskedCrc(bytes, bytes.length)))
                    .isEqualTo(pair.get(1).asLong());
        });
    }

    private static void checkDamage(String name, int fine, String message) throws IOException {
        try (TfRecords records = new TfRecords(Fixtures.path(FOLDER + "/" + name))) {
            for (int i = 0; i < fine; i++) {
                assertThat(records.next()).isNotEmpty();
            }
            assertThatThrownBy(records::next)
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining(message)
                    .hasMessageContaining("record " + fine);
        }
    }

    private static TfdsReader open(ReaderOptions options) {
        return new TfdsReader(Fixtures.path(FOLDER), "tinyset", options);
    }

    private static List<Sample> all(StreamedReader reader) {
        try (Stream<Sample> samples = reader.samples(0)) {
            return samples.toList();
        }
    }

    private static List<String> names(String split) {
        return all(open(ReaderOptions.builder().split(split).build())).stream()
                .map(Sample::name)
                .toList();
    }

    @Test
    void aSplitMayBeCutAndJoined() {
        assertThat(names("train[3:5]")).containsExactly("im_3.png", "im_4.png");
        assertThat(names("train[:50%]")).hasSize(4);
        assertThat(names("train[-1:]+train[:1]")).containsExactly("im_6.png", "im_0.png");
    }

    @Test
    void versionsAndFoldersAreFound() {
        Path root = Fixtures.path(FOLDER);
        assertThat(new TfdsReader(root, "tinyset:1.0.0", ReaderOptions.DEFAULT).size())
                .isEqualTo(7);
        assertThat(new TfdsReader(root.resolve("tinyset/1.0.0"), "", ReaderOptions.DEFAULT).size())
                .isEqualTo(7);
        assertThatThrownBy(() -> new TfdsReader(root, "other", ReaderOptions.DEFAULT))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("dataset_info.json");
        assertThatThrownBy(() -> names("test"))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("train");
    }

    @Test
    void otherFieldsAndClassMapsNumberTheLabel() {
        List<Sample> byText = all(open(ReaderOptions.builder()
                .targetKey("file_name")
                .classMap(ClassMap.ofNames(FILES))
                .build()));
        assertThat(byText.get(6).target()).isEqualTo(new Target.Index(6));
        List<Sample> byNumber = all(open(ReaderOptions.builder()
                .classMap(ClassMap.ofNames(Map.of("ant", 7, "bee", 8, "cow", 9)))
                .build()));
        assertThat(byNumber.get(2).target()).isEqualTo(new Target.Index(9));
    }

    @Test
    void missingFieldsAreNamed() {
        assertThatThrownBy(
                        () -> all(open(ReaderOptions.builder().targetKey("nope").build())))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("record 0")
                .hasMessageContaining("'nope'");
        assertThatThrownBy(
                        () -> all(open(ReaderOptions.builder().inputKey("nope").build())))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("image");
    }

    @Test
    void aShardThatIsTooShortIsAnError() throws IOException {
        Path source = Fixtures.path(FOLDER + "/tinyset/1.0.0");
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, work.resolve(file.getFileName()));
            }
        }
        String info = Files.readString(work.resolve("dataset_info.json")).replace("\"3\"", "\"4\"");
        Files.delete(work.resolve("dataset_info.json"));
        Files.writeString(work.resolve("dataset_info.json"), info);
        TfdsReader reader = new TfdsReader(work, "", ReaderOptions.DEFAULT);
        assertThatThrownBy(() -> all(reader))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("4 were promised");
    }

    @Test
    void otherFileFormatsAreRefused() throws IOException {
        Files.writeString(work.resolve("dataset_info.json"), "{\"fileFormat\": \"riegeli\"}");
        assertThatThrownBy(() -> new TfdsReader(work, "x", ReaderOptions.DEFAULT))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("riegeli");
    }

    @Test
    void brokenExamplesAreRefused() {
        for (byte[] message :
                List.of(new byte[] {10, 5}, new byte[] {10, 2, 10, 9}, new byte[] {15}, new byte[] {-1})) {
            assertThatThrownBy(() -> new TfExample(message)).isInstanceOf(CorruptFileException.class);
        }
    }
}
