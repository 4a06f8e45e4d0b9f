package io.github.timm4j.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.data.sampler.Replica;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class WdsReaderTest {
    private static final String FOLDER = "data/readers/wds";
    private static final String FIRST = "tiny-train-0000.tar";

    @TempDir
    Path work;

    @TestFactory
    @Tag("oracle")
    Stream<DynamicTest> timm() {
        if (!Fixtures.has(FOLDER + "/expected.json")) {
            return Stream.of();
        }
        return Parity.tests(
                "readers",
                StreamSupport.stream(
                                Fixtures.json(FOLDER + "/expected.json")
                                        .get("cases")
                                        .spliterator(),
                                false)
                        .map(c -> new OracleCase("wds/" + c.get("id").asText(), true, () -> check(c))));
    }

    private static void check(JsonNode c) {
        ReaderOptions options = options(c.get("args"));
        if (c.has("error")) {
            assertThatThrownBy(() -> read(Fixtures.path(FOLDER), options)).isInstanceOf(DatasetException.class);
            return;
        }
        WdsReader reader = new WdsReader(Fixtures.path(FOLDER), options);
        assertThat(reader.size()).isEqualTo(c.get("len").asLong());
        List<Sample> samples = all(reader, 0);
        JsonNode expected = c.get("samples_rgbmean_target");
        assertThat(samples).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            Pictures.assertMeans(samples.get(i).bytes(), expected.get(i).get(0));
            assertThat(Pictures.plain(samples.get(i).target()))
                    .isEqualTo(Pictures.plain(expected.get(i).get(1)));
        }
        assertThat(reader.skipped()).isZero();
    }

    private static ReaderOptions options(JsonNode args) {
        ReaderOptions.Builder options = ReaderOptions.builder()
                .split(args.get("split").asText())
                .inputKey(args.path("input_key").asText(null))
                .targetKey(args.path("target_key").asText(null))
                .targetFormat(TargetFormat.of(args.path("target_format").asText("indices")))
                .stream(StreamOptions.DEFAULT.withNumSamples(
                args.path("num_samples").asLong()));
        if (args.has("class_map")) {
            Map<Integer, Integer> numbers = new LinkedHashMap<>();
            args.get("class_map")
                    .properties()
                    .forEach(e -> numbers.put(
                            Integer.valueOf(e.getKey()), e.getValue().asInt()));
            options.classMap(ClassMap.ofNumbers(numbers));
        }
        return options.build();
    }

    private static List<Sample> all(StreamedReader reader, int epoch) {
        try (Stream<Sample> samples = reader.samples(epoch)) {
            return samples.toList();
        }
    }

    private static List<Sample> read(Path root, ReaderOptions options) {
        return all(new WdsReader(root, options), 0);
    }

    private static ReaderOptions split(String name) {
        return ReaderOptions.builder().split(name).build();
    }

    private static ReaderOptions stream(StreamOptions stream) {
        return ReaderOptions.builder().split("train").stream(stream).build();
    }

    private static List<String> names(List<Sample> samples) {
        return samples.stream().map(Sample::name).toList();
    }

    @Test
    void samplesAreNamedAsTimmNamesThem() {
        List<Sample> samples = read(Fixtures.path(FOLDER), split("alt"));
        assertThat(names(samples)).containsExactly("sample_000004.JPEG", "sample_000005.JPEG", "sample_000006.JPEG");
        assertThat(samples.get(0).location()).endsWith("tiny-train-0001.tar!sample_000004");
    }

    @Test
    void trainingGivesEverySampleBeforeAnyComesAgainAndFillsTheBatch() {
        WdsReader reader = new WdsReader(Fixtures.path(FOLDER), stream(StreamOptions.DEFAULT.withTraining(4)));
        assertThat(reader.size()).isEqualTo(8);
        List<String> names = names(all(reader, 0));
        assertThat(names).hasSize(8);
        assertThat(names.subList(0, 7)).doesNotHaveDuplicates();
    }

    @Test
    void anEpochsOrderDependsOnSeedAndEpochOnly() {
        WdsReader reader = new WdsReader(Fixtures.path(FOLDER), stream(StreamOptions.DEFAULT.withTraining(1)));
        List<String> first = names(all(reader, 3));
        assertThat(names(all(reader, 3))).isEqualTo(first);
        assertThat(Stream.of(4, 5, 6, 7).map(epoch -> names(all(reader, epoch))))
                .anyMatch(o -> !o.equals(first));
    }

    @Test
    void processesShareAnEvaluationWithoutLossAndEvenly() {
        List<String> seen = new ArrayList<>();
        for (int rank = 0; rank < 2; rank++) {
            WdsReader reader = new WdsReader(
                    Fixtures.path(FOLDER), stream(StreamOptions.DEFAULT.withReplica(new Replica(rank, 2))));
            List<String> names = names(all(reader, 0));
            assertThat(names).hasSize(4).hasSize((int) reader.size());
            seen.addAll(names);
        }
        assertThat(seen).hasSize(8);
        assertThat(seen.stream().distinct()).hasSize(7);
    }

    @Test
    void processesTrainOnDifferentShards() {
        List<List<String>> shares = Stream.of(0, 1)
                .map(rank -> names(all(
                        new WdsReader(
                                Fixtures.path(FOLDER),
                                stream(StreamOptions.DEFAULT.withTraining(1).withReplica(new Replica(rank, 2)))),
                        0)))
                .toList();
        assertThat(shares.get(0)).doesNotContainAnyElementsOf(shares.get(1));
    }

    @Test
    void moreProcessesThanShardsDealOutSamples() {
        for (int rank = 0; rank < 3; rank++) {
            WdsReader reader = new WdsReader(
                    Fixtures.path(FOLDER),
                    stream(StreamOptions.DEFAULT.withTraining(2).withReplica(new Replica(rank, 3))));
            assertThat(all(reader, 0)).hasSize(4);
        }
    }

    @Test
    void repeatsRunThroughAllAgain() {
        WdsReader reader = new WdsReader(Fixtures.path(FOLDER), stream(StreamOptions.DEFAULT.withRepeats(2)));
        assertThat(names(all(reader, 0))).hasSize(14);
    }

    @Test
    void aCutShardGivesWhatCameBeforeAndIsCounted() throws IOException {
        byte[] whole = Files.readAllBytes(Fixtures.path(FOLDER + "/" + FIRST));
        Files.write(work.resolve(FIRST), Arrays.copyOf(whole, 4608));
        WdsReader reader = new WdsReader(work, split(FIRST));
        assertThat(names(all(reader, 0))).startsWith("sample_000000.JPEG").hasSizeLessThan(4);
        assertThat(reader.skipped()).isPositive();
    }

    @Test
    void aMissingShardIsCountedAndNothingAtAllIsAnError() {
        WdsReader reader = new WdsReader(work, split("gone-{0..1}.tar"));
        assertThatThrownBy(() -> all(reader, 0))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("gave no samples");
        assertThat(reader.skipped()).isEqualTo(2);
    }

    @Test
    void aShardMayBePacked() throws IOException {
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(work.resolve("a.tar.gz")))) {
            Files.copy(Fixtures.path(FOLDER + "/" + FIRST), out);
        }
        assertThat(read(work, split("a.tar.gz"))).hasSize(4);
    }

    @Test
    void samplesWithoutPictureOrClassAreCounted() throws IOException {
        TarWriter.write(
                work.resolve("odd.tar"),
                Map.of("a.cls", "1", "b.jpg", "x", "c.jpg", "y"),
                List.of("a.cls", "b.jpg", "c.jpg"));
        WdsReader reader = new WdsReader(work, split("odd.tar"));
        assertThatThrownBy(() -> all(reader, 0)).isInstanceOf(DatasetException.class);
        assertThat(reader.skipped()).isEqualTo(3);
    }

    @Test
    void aNegativeClassNumberStaysAndANegativeLabelDropsItsSample() throws IOException {
        TarWriter.write(
                work.resolve("odd.tar"),
                Map.of("a.cls", "-1", "a.jpg", "x", "a.json", "{\"y\": -1}", "b.jpg", "z", "b.json", "{\"y\": 2.9}"),
                List.of("a.cls", "a.jpg", "a.json", "b.jpg", "b.json"));
        assertThat(read(work, split("odd.tar"))).extracting(Sample::target).containsExactly(new Target.Index(-1));
        ReaderOptions labels =
                ReaderOptions.builder().split("odd.tar").targetKey("y").build();
        assertThat(read(work, labels)).extracting(Sample::target).containsExactly(new Target.Index(2));
    }

    @Test
    void numbersAreReadAsInPython() throws IOException {
        TarWriter.write(
                work.resolve("odd.tar"),
                Map.of("a.cls", " 1_0\n", "a.jpg", "x", "b.cls", "\u0663", "b.jpg", "y", "c.cls", "+2", "c.jpg", "z"),
                List.of("a.cls", "a.jpg", "b.cls", "b.jpg", "c.cls", "c.jpg"));
        WdsReader reader = new WdsReader(work, split("odd.tar"));
        assertThat(all(reader, 0))
                .extracting(Sample::target)
                .containsExactly(new Target.Index(10), new Target.Index(2));
        assertThat(reader.skipped()).isEqualTo(1);
    }

    @Test
    void aLabelFileThatIsNoJsonIsDamage() throws IOException {
        TarWriter.write(
                work.resolve("odd.tar"),
                Map.of(
                        "a.json",
                        "",
                        "a.jpg",
                        "x",
                        "b.json",
                        "{\"y\": 1}",
                        "b.jpg",
                        "z",
                        "c.json",
                        "{} x",
                        "c.jpg",
                        "z"),
                List.of("a.json", "a.jpg", "b.json", "b.jpg", "c.json", "c.jpg"));
        ReaderOptions labels =
                ReaderOptions.builder().split("odd.tar").targetKey("y").build();
        WdsReader reader = new WdsReader(work, labels);
        assertThat(all(reader, 0)).extracting(Sample::target).containsExactly(new Target.Index(1));
        assertThat(reader.skipped()).isEqualTo(2);
    }

    @Test
    void unknownSplitsAndSizesAreRefused() {
        assertThatThrownBy(() -> new WdsReader(Fixtures.path(FOLDER), split("nope")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("train, alt");
        assertThatThrownBy(() -> new WdsReader(
                        Fixtures.path(FOLDER),
                        ReaderOptions.builder().split(FIRST).stream(StreamOptions.DEFAULT.withTraining(1))
                                .build()))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("how many samples");
        assertThatThrownBy(() -> new WdsReader(Fixtures.path(FOLDER), split(FIRST + "|many")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
