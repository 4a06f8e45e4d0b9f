package io.github.timm4j.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.ImageException;
import io.github.timm4j.data.image.ImageDecoder;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.reader.FilenameForm;
import io.github.timm4j.data.reader.ImageFolderReader;
import io.github.timm4j.data.reader.IndexedReader;
import io.github.timm4j.data.reader.ManifestReader;
import io.github.timm4j.data.reader.ReaderOptions;
import io.github.timm4j.data.reader.Sample;
import io.github.timm4j.data.reader.Target;
import io.github.timm4j.data.reader.WdsReader;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
    private static final String FILE = "data/readers/expected.json";
    private static final RandomGenerator RANDOM = new SplittableRandom(0);

    @TempDir
    Path work;

    @TestFactory
    @Tag("oracle")
    Stream<DynamicTest> timm() {
        if (!Fixtures.has(FILE)) {
            return Stream.of();
        }
        return Parity.tests(
                "readers",
                StreamSupport.stream(Fixtures.json(FILE).get("cases").spliterator(), false)
                        .filter(c -> c.get("id").asText().startsWith("create_dataset/"))
                        .map(c -> new OracleCase(c.get("id").asText(), true, () -> check(c))));
    }

    private static void check(JsonNode c) {
        String[] parts = c.get("id").asText().split("/", -1);
        ReaderOptions options = ReaderOptions.builder()
                .split(parts[1].replaceFirst("split_", ""))
                .build();
        Path root = Fixtures.path("data/readers/splits");
        VisionDataset<byte[]> dataset = parts[2].equals("search_True")
                ? Datasets.createDataset("", root, options, bytes -> bytes)
                : Datasets.createDatasetAt("", root, options, bytes -> bytes);
        List<String> names = ((ImageDataset<byte[]>) dataset).filenames(FilenameForm.RELATIVE);
        List<String> expected = new ArrayList<>();
        c.get("all").forEach(name -> expected.add(name.asText()));
        assertThat(names).isEqualTo(expected);
        assertThat(names.get(0)).isEqualTo(c.get("first").asText());
    }

    /** Files 0 to 29 in one class; a file with an empty content is broken. */
    private IndexedReader files(int... broken) throws IOException {
        Files.createDirectories(work.resolve("c"));
        for (int i = 0; i < 30; i++) {
            int number = i;
            boolean bad = IntStream.of(broken).anyMatch(b -> b == number);
            Files.write(work.resolve("c/" + i + ".png"), bad ? new byte[0] : new byte[] {(byte) i});
        }
        return new ImageFolderReader(work, ReaderOptions.DEFAULT);
    }

    private static int decode(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            throw new ImageException("empty");
        }
        return bytes[0];
    }

    @Test
    void aBrokenPictureIsReplacedByTheNextAndCounted() throws IOException {
        ImageDataset<Integer> dataset = ImageDataset.of(files(3, 4, 29), DatasetTest::decode);
        assertThat(dataset.get(3, RANDOM).input()).isEqualTo(5);
        assertThat(dataset.get(3, RANDOM).name()).isEqualTo("c/5.png");
        assertThat(dataset.get(29, RANDOM).input()).isZero();
        assertThat(dataset.broken()).isEqualTo(5);
        assertThat(dataset.get(7, RANDOM)).isEqualTo(new Example<>(7, new Target.Index(0), "c/7.png"));
        assertThat(dataset.size()).isEqualTo(30);
    }

    @Test
    void tooManyBrokenPicturesInARowFailWithTheFileName() throws IOException {
        ImageDataset<Integer> ten = ImageDataset.of(files(IntStream.range(5, 15).toArray()), DatasetTest::decode);
        assertThat(ten.get(6, RANDOM).input()).isEqualTo(15);
        assertThatThrownBy(() -> ten.get(5, RANDOM))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("10 samples in a row")
                .hasMessageContaining(work.resolve("c/14.png").toString());
        ImageDataset<Integer> two = ImageDataset.of(files(5, 6), DatasetTest::decode, 2);
        assertThatThrownBy(() -> two.get(5, RANDOM)).hasMessageContaining("6.png");
        assertThatThrownBy(() -> ImageDataset.of(files(), DatasetTest::decode, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyFoldersAreSearchedForASplit() throws IOException {
        for (String split : List.of("train", "val")) {
            Files.createDirectories(work.resolve(split).resolve("c"));
            Files.write(work.resolve(split).resolve("c/a.png"), new byte[1]);
        }
        ReaderOptions options = ReaderOptions.builder().split("validation").build();
        for (String name : List.of("", "imagenet", "Any/Name")) {
            VisionDataset<byte[]> dataset = Datasets.createDataset(name, work, options, bytes -> bytes);
            assertThat(((ImageDataset<byte[]>) dataset).filenames(FilenameForm.RELATIVE))
                    .containsExactly("c/a.png");
        }
        Files.writeString(work.resolve("l.csv"), "path,label\ntrain/c/a.png,1\n");
        assertThat(Datasets.createDataset("csv/l.csv", work, options, bytes -> bytes)
                        .reader())
                .isInstanceOf(ManifestReader.class);
    }

    @Test
    void theExactDecoderServesADataSet() {
        if (!Fixtures.has(FILE)) {
            return;
        }
        JsonNode means = Fixtures.json(FILE).get("decoded_rgb_mean_by_file");
        ImageDataset<Pixels> dataset = ImageDataset.of(
                new ImageFolderReader(Fixtures.path("data/readers/folder"), ReaderOptions.DEFAULT),
                ImageDecoder.rgb()::decode);
        for (int i = 0; i < dataset.size(); i++) {
            Example<Pixels> example = dataset.get(i, RANDOM);
            Pixels picture = example.input();
            double red = IntStream.range(0, picture.height() * picture.width())
                    .map(at -> picture.at(at / picture.width(), at % picture.width(), 0))
                    .average()
                    .orElseThrow();
            assertThat(red).isCloseTo(means.get(example.name()).get(0).asDouble(), Offset.offset(1e-6));
        }
        assertThat(dataset.broken()).isZero();
    }

    @Test
    void aMissingFileIsABrokenPicture() throws IOException {
        IndexedReader reader = files();
        Files.delete(work.resolve("c/8.png"));
        assertThat(ImageDataset.of(reader, DatasetTest::decode).get(8, RANDOM).input())
                .isEqualTo(9);
    }

    @Test
    void whatATransformThrowsIsNoBrokenPicture() throws IOException {
        ImageDataset<Integer> dataset = ImageDataset.of(files(), DatasetTest::decode)
                .map((input, random) -> {
                    throw new ImageException("too thin");
                });
        assertThatThrownBy(() -> dataset.get(0, RANDOM)).hasMessage("too thin");
        assertThat(dataset.broken()).isZero();
    }

    @Test
    void transformsFollowEachOtherAndShareTheSamplesChance() throws IOException {
        ImageDataset<String> dataset = ImageDataset.of(files(), DatasetTest::decode)
                .map((input, random) -> input + random.nextInt(1000))
                .map((input, random) -> "x" + input)
                .mapTarget(target -> new Target.Index(9));
        Example<String> example = dataset.get(2, SampleSeeds.of(1, 2, 3));
        assertThat(example).isEqualTo(dataset.get(2, SampleSeeds.of(1, 2, 3)));
        assertThat(example.input()).isEqualTo("x" + (2 + SampleSeeds.of(1, 2, 3).nextInt(1000)));
        assertThat(example.target()).isEqualTo(new Target.Index(9));
    }

    @Test
    void everySampleOfEveryEpochHasItsOwnChance() {
        List<Long> draws = new ArrayList<>();
        for (int epoch = 0; epoch < 20; epoch++) {
            for (int index = 0; index < 200; index++) {
                draws.add(SampleSeeds.of(42, epoch, index).nextLong());
            }
        }
        assertThat(draws).doesNotHaveDuplicates();
    }

    @Test
    void augMixKeepsTheFirstViewPlain() throws IOException {
        ImageDataset<Integer> base = ImageDataset.of(files(), DatasetTest::decode)
                .map((input, random) -> input + random.nextInt(1000) * 100);
        AugMixDataset<Integer, String> dataset =
                new AugMixDataset<>(base, (input, random) -> -input, (input, random) -> "n" + input, 3);
        List<String> views = dataset.get(4, SampleSeeds.of(0, 0, 4)).input();
        int drawn = base.get(4, SampleSeeds.of(0, 0, 4)).input();
        assertThat(views).containsExactly("n" + drawn, "n-" + drawn, "n-" + drawn);
        assertThat(dataset.size()).isEqualTo(30);
        assertThat(dataset.broken()).isZero();
        assertThatThrownBy(() -> new AugMixDataset<>(base, (a, r) -> a, (a, r) -> a, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static IterableImageDataset<Integer> shards(SampleDecoder<Integer> decoder, int maxRetries) {
        WdsReader reader = new WdsReader(
                Fixtures.path("data/readers/wds"),
                ReaderOptions.builder().split("train").build());
        return IterableImageDataset.of(reader, decoder, maxRetries);
    }

    @Test
    void aBrokenPictureInAStreamIsPassedOverAndCounted() {
        IterableImageDataset<Integer> dataset = shards(
                        bytes -> {
                            if (bytes.length == 92) {
                                throw new IOException("broken");
                            }
                            return bytes.length;
                        },
                        2)
                .map((input, random) -> input + 1)
                .mapTarget(target -> new Target.Index(((Target.Index) target).value() + 10));
        try (Stream<Example<Integer>> examples = dataset.examples(0, 5)) {
            List<Example<Integer>> all = examples.toList();
            assertThat(all).hasSize(6);
            assertThat(all.get(0)).isEqualTo(new Example<>(714, new Target.Index(10), "sample_000000.JPEG"));
        }
        assertThat(dataset.broken()).isEqualTo(1);
        assertThat(dataset.size()).isEqualTo(7);
    }

    @Test
    void tooManyBrokenPicturesInAStreamFailWithTheirPlace() {
        IterableImageDataset<Integer> dataset = shards(
                bytes -> {
                    throw new ImageException("broken");
                },
                3);
        try (Stream<Example<Integer>> examples = dataset.examples(0, 5)) {
            assertThatThrownBy(examples::toList)
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("3 samples in a row")
                    .hasMessageContaining("tiny-train-0000.tar!sample_000002");
        }
    }

    @Test
    void aStreamsSamplesMayBeDecodedElsewhere() {
        IterableImageDataset<Integer> dataset = shards(bytes -> bytes.length, 10);
        try (Stream<Sample> samples = dataset.samples(0)) {
            List<Integer> sizes = samples.toList().parallelStream()
                    .map(sample -> dataset.load(sample, RANDOM).orElseThrow().input())
                    .toList();
            assertThat(sizes).startsWith(713, 92).hasSize(7);
        }
    }

    @Test
    void createDatasetChoosesTheKindByTheReader() {
        Path root = Fixtures.path("data/readers");
        ReaderOptions options = ReaderOptions.DEFAULT;
        try (VisionDataset<byte[]> dataset = Datasets.createDataset("hfids/hf", root, options, bytes -> bytes)) {
            assertThat(dataset).isInstanceOf(IterableImageDataset.class);
        }
        try (VisionDataset<byte[]> dataset = Datasets.createDataset("hfds/hf", root, options, bytes -> bytes)) {
            assertThat(dataset).isInstanceOf(ImageDataset.class);
        }
    }

    @Test
    void classesAreCountedWithoutReadingPictures() throws IOException {
        ClassCounts counts = ClassCounts.of(files(), 2);
        assertThat(counts.positives()).containsExactly(30, 0);
        assertThat(counts.samples()).isEqualTo(30);
        ClassCounts several = ClassCounts.of(
                Stream.of(
                        new Target.Indices(List.of(0, 2, 2)),
                        new Target.Dense(0.5f, 0, 1),
                        new Target.Indices(List.of())),
                3);
        assertThat(several.positives()).containsExactly(1.5, 0, 2);
        assertThat(several.samples()).isEqualTo(3);
        assertThatThrownBy(() -> ClassCounts.of(Stream.of(new Target.Index(3)), 3))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
