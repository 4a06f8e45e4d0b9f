package io.github.timm4j.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.TimmException;
import io.github.timm4j.fixtures.Fixtures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet files that the Hugging Face library would not write, and damaged ones. */
class ParquetTest {
    @TempDir
    Path work;

    /** A file that pyarrow wrote. */
    private Path file(String name) throws IOException {
        Path file = work.resolve(name);
        try (InputStream in = ParquetTest.class.getResourceAsStream("/parquet/" + name)) {
            Files.copy(in, file);
        }
        return file;
    }

    private HfdsReader open(Path file, ReaderOptions options) {
        return new HfdsReader(file.toString(), null, options);
    }

    @Test
    void aPictureMayBeAPlainColumn() throws IOException {
        Path file = file("plain.parquet");
        try (HfdsReader reader = open(file, ReaderOptions.DEFAULT)) {
            assertThat(reader.read(0).bytes()).containsExactly(1, 2, 3);
            assertThat(reader.read(0).target()).isEqualTo(new Target.Index(4));
            assertThat(reader.filename(0, FilenameForm.RELATIVE)).isEmpty();
            assertThat(reader.classes().isEmpty()).isTrue();
        }
    }

    @Test
    void aRowWithoutBytesNamesAFileBesideIt() throws IOException {
        Path file = file("paths.parquet");
        Files.write(work.resolve("p.png"), new byte[] {7});
        try (HfdsReader reader = open(file, ReaderOptions.DEFAULT)) {
            assertThat(reader.read(0).bytes()).containsExactly(7);
            assertThat(reader.target(0)).isEqualTo(Target.NONE);
            assertThatThrownBy(() -> reader.read(1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("row 1");
            assertThatThrownBy(() -> reader.read(2)).isInstanceOf(IOException.class);
        }
        HfidsReader stream = new HfidsReader(file.toString(), null, ReaderOptions.DEFAULT);
        assertThatThrownBy(() -> stream.samples(0).toList()).hasMessageContaining("row 1");
    }

    @Test
    void labelsMayBeListsPathsOrSeveralColumns() throws IOException {
        Path file = file("lists.parquet");
        Map<String, Target> expected = Map.of(
                "tags", new Target.Indices(List.of(1, 0)),
                "objects/kind", new Target.Indices(List.of(5, 6)),
                "deep/y", new Target.Index(9),
                "on,off,deep/y", new Target.Indices(List.of(0, 2)));
        for (Map.Entry<String, Target> field : expected.entrySet()) {
            ReaderOptions options =
                    ReaderOptions.builder().targetKey(field.getKey()).build();
            try (HfdsReader reader = open(file, options)) {
                assertThat(reader.target(0)).isEqualTo(field.getValue());
            }
        }
        ReaderOptions tags = ReaderOptions.builder()
                .targetKey("tags")
                .classMap(ClassMap.ofNames(Map.of("a", 10, "b", 11)))
                .build();
        try (HfdsReader reader = open(file, tags)) {
            assertThat(reader.target(0)).isEqualTo(new Target.Indices(List.of(11, 10)));
        }
        ReaderOptions dense = ReaderOptions.builder()
                .targetKey("tags")
                .targetFormat(TargetFormat.MULTIHOT)
                .build();
        try (HfdsReader reader = open(file, dense)) {
            assertThat(reader.target(0)).isEqualTo(new Target.Dense(1, 0));
            assertThat(reader.classes().names()).isEqualTo(Map.of("a", 0, "b", 1));
        }
    }

    @Test
    void aRowIsAnObject() throws IOException {
        ParquetTable table = ParquetTable.open(file("lists.parquet"));
        List<JsonNode> rows = new ArrayList<>();
        table.read(0, List.of("tags", "objects", "deep/y", "on", "off", "none"), rows::add);
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0))
                .hasToString("{\"tags\":[1,0],\"objects\":[{\"kind\":5},{\"kind\":6}],\"deep\":{\"y\":9},\"on\":true,"
                        + "\"off\":-1.0,\"none\":null}");
        assertThat(table.has("deep/y")).isTrue();
        assertThat(table.has("deep/z")).isFalse();
        assertThat(table.columns()).hasSize(7);
    }

    @Test
    void manyThreadsReadAShuffledEpoch() {
        try (HfdsReader reader = new HfdsReader(
                "hf",
                Fixtures.path("data/readers"),
                ReaderOptions.builder().split("train").build())) {
            List<Integer> sizes = IntStream.range(0, 300)
                    .parallel()
                    .map(i -> size(reader, i * 5 % 6))
                    .boxed()
                    .toList();
            for (int i = 0; i < sizes.size(); i++) {
                assertThat(sizes.get(i)).isEqualTo(size(reader, i * 5 % 6));
            }
        }
    }

    private static int size(HfdsReader reader, int row) {
        try {
            return reader.read(row).bytes().length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void damagedFilesGiveTheDeclaredErrorsOnly() throws IOException {
        byte[] good = Files.readAllBytes(Fixtures.path("data/readers/hf/gzip.parquet"));
        SplittableRandom random = new SplittableRandom(5);
        Path file = work.resolve("bad.parquet");
        int refused = 0;
        for (int run = 0; run < 80; run++) {
            byte[] bad = good.clone();
            int from = run % 2 == 0 ? 0 : good.length - 2300;
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                bad[random.nextInt(from, bad.length)] = (byte) random.nextInt();
            }
            Files.write(file, bad);
            Throwable thrown = catchThrowable(() -> {
                try (HfdsReader reader = open(file, ReaderOptions.DEFAULT)) {
                    for (int i = 0; i < Math.min(10, reader.size()); i++) {
                        reader.read(i);
                    }
                }
            });
            if (thrown != null) {
                assertThat(thrown).isInstanceOfAny(TimmException.class, IOException.class);
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
