package io.github.timm4j.data.reader;

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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class HfdsReaderTest {
    private static final String FOLDER = "data/readers/hf";

    @TestFactory
    @Tag("oracle")
    Stream<DynamicTest> timm() throws IOException {
        if (!Fixtures.has(FOLDER + "/expected.json")) {
            return Stream.of();
        }
        JsonNode expected = Fixtures.json(FOLDER + "/expected.json");
        Stream<OracleCase> splits = Stream.of("train", "validation")
                .map(split -> new OracleCase(
                        "hf/" + split,
                        true,
                        () -> check(open("hf", ReaderOptions.builder().split(split)), expected)));
        List<Path> others;
        try (Stream<Path> found = Files.list(Fixtures.path(FOLDER))) {
            others = found.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .toList();
        }
        Stream<OracleCase> files = others.stream()
                .map(Path::getFileName)
                .map(Path::toString)
                .filter(name -> !name.startsWith("truncated"))
                .map(name -> new OracleCase(
                        "hf/" + name, true, () -> check(open("hf/" + name, ReaderOptions.builder()), expected)));
        return Parity.tests("readers", Stream.concat(splits, files));
    }

    private static void check(HfdsReader reader, JsonNode expected) throws IOException {
        JsonNode rows = expected.get("rows");
        assertThat(reader.size()).isEqualTo(rows.size());
        assertThat(reader.classes().names()).isEqualTo(Map.of("ant", 0, "bee", 1, "cow", 2));
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, rows.size()).boxed().toList());
        Collections.reverse(order);
        for (int i : order) {
            JsonNode row = rows.get(i);
            assertThat(Pictures.plain(reader.target(i)))
                    .isEqualTo(row.get("label").asInt());
            Sample sample = reader.read(i);
            assertThat(sample.name()).isEqualTo(row.get("path").asText());
            assertThat(sample.bytes()).hasSize(row.get("bytes").asInt());
            assertThat(sample.target()).isEqualTo(reader.target(i));
            Pictures.assertMeans(sample.bytes(), row.get("rgb_mean"));
        }
        reader.close();
    }

    private static HfdsReader open(String name, ReaderOptions.Builder options) {
        return new HfdsReader(name, Fixtures.path("data/readers"), options.build());
    }

    @Test
    void aSplitMayBeCutAndJoined() {
        try (HfdsReader reader = open("hf", ReaderOptions.builder().split("train[3:5]+validation[:1]"))) {
            assertThat(reader.filenames(FilenameForm.RELATIVE)).containsExactly("pic_3.png", "pic_4.jpg", "pic_0.jpg");
        }
        try (HfdsReader reader = open("hf", ReaderOptions.builder().split("all"))) {
            assertThat(reader.size()).isEqualTo(12);
        }
    }

    @Test
    void classMapsGoByNameOrNumber() {
        ReaderOptions.Builder options =
                ReaderOptions.builder().classMap(ClassMap.ofNames(Map.of("ant", 4, "bee", 5, "cow", 6)));
        try (HfdsReader reader = open("hf", options)) {
            assertThat(reader.target(0)).isEqualTo(new Target.Index(4));
        }
        ReaderOptions.Builder texts = ReaderOptions.builder().split("train[:2]").targetKey("note");
        try (HfdsReader reader = open("hf", texts.classMap(ClassMap.ofNames(Map.of("nöte 0", 3))))) {
            assertThatThrownBy(() -> reader.target(0)).hasMessageContaining("nöte 1");
        }
        try (HfdsReader reader = open("hf", texts.classMap(null))) {
            assertThatThrownBy(() -> reader.target(0)).hasMessageContaining("a class map is needed");
        }
    }

    @Test
    void streamingGivesTheSameRows() {
        HfidsReader reader = new HfidsReader("hf", Fixtures.path("data/readers"), ReaderOptions.DEFAULT);
        assertThat(reader.size()).isEqualTo(6);
        try (Stream<Sample> samples = reader.samples(0)) {
            assertThat(samples.map(Sample::name))
                    .containsExactly("pic_0.jpg", "pic_1.png", "pic_2.jpg", "pic_3.png", "pic_4.jpg", "pic_5.png");
        }
        assertThatThrownBy(() -> new HfidsReader(
                        "hf",
                        Fixtures.path("data/readers"),
                        ReaderOptions.builder().split("train[:1]").build()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void damageAndMissingColumnsAreNamed() {
        assertThatThrownBy(() -> open("hf/truncated.parquet", ReaderOptions.builder()))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("truncated.parquet");
        assertThatThrownBy(() -> open("hf", ReaderOptions.builder().split("test")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("train, validation");
        assertThatThrownBy(() -> open("hf", ReaderOptions.builder().targetKey("nope")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("image, label, note");
        assertThatThrownBy(() -> open(Path.of("nowhere").toAbsolutePath().toString(), ReaderOptions.builder()))
                .isInstanceOf(DatasetException.class);
    }

    @Test
    void theHubIsAskedForTheFilesOfTheSplitOnly() throws IOException {
        List<String> fetched = new ArrayList<>();
        DatasetHub hub = hub(fetched, "main");
        try (HfdsReader reader =
                open("owner/pets", ReaderOptions.builder().split("validation").hub(hub))) {
            assertThat(reader.read(5).name()).isEqualTo("pic_5.png");
        }
        assertThat(fetched).containsExactly("owner/pets@main:data/validation-00000-of-00001.parquet");
    }

    @Test
    void theHubsOwnConversionStandsInForOtherKinds() {
        List<String> fetched = new ArrayList<>();
        DatasetHub hub = hub(fetched, "refs/convert/parquet");
        try (HfdsReader reader = open("owner/pets", ReaderOptions.builder().hub(hub))) {
            assertThat(reader.size()).isEqualTo(6);
        }
        assertThat(fetched).allMatch(file -> file.contains("@refs/convert/parquet:"));
        assertThatThrownBy(() -> open("owner/pets@main", ReaderOptions.builder().hub(hub)))
                .isInstanceOf(DatasetException.class);
    }

    private static DatasetHub hub(List<String> fetched, String revision) {
        return new DatasetHub() {
            @Override
            public List<String> list(String name, String asked) {
                return asked.equals(revision)
                        ? List.of(
                                "README.md",
                                "data/train-00000-of-00002.parquet",
                                "data/train-00001-of-00002.parquet",
                                "data/validation-00000-of-00001.parquet")
                        : List.of("README.md");
            }

            @Override
            public Path fetch(String name, String asked, String file) {
                fetched.add(name + "@" + asked + ":" + file);
                return Fixtures.path(FOLDER).resolve(file);
            }
        };
    }

    @Test
    void splitsAreFoundByTheHubsHabits() {
        assertThat(HfSplits.of(List.of("data/a-00000-of-00001.parquet", "README.md", "other/test/x.parquet")))
                .containsOnlyKeys("a");
        assertThat(HfSplits.of(List.of("mnist/train/0000.parquet", "mnist/test/0000.parquet")))
                .containsOnlyKeys("train", "test");
        assertThat(HfSplits.of(List.of("plain_text/train-00000-of-1.parquet", "plain_text/dev_1.parquet")))
                .containsOnlyKeys("train", "validation");
        assertThat(HfSplits.of(List.of("my_eval_1.parquet", "my_training_1.parquet", "dev_1.parquet"))
                        .keySet())
                .containsExactly("train", "validation", "test");
        assertThat(HfSplits.of(List.of("b.parquet", "a.parquet")))
                .isEqualTo(Map.of("train", List.of("a.parquet", "b.parquet")));
        assertThat(HfSplits.of(List.of("a.csv"))).isEmpty();
    }

    @Test
    void aClosedReaderLeavesNoFileBehind() throws IOException {
        HfdsReader reader = open("hf", ReaderOptions.builder());
        reader.read(0);
        Path spool = spool(reader);
        assertThat(spool).exists();
        reader.close();
        assertThat(Files.exists(spool)).isFalse();
    }

    private static Path spool(HfdsReader reader) {
        return reader.spool().file();
    }
}
