package io.github.timm4j.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.timm4j.TimmException;
import io.github.timm4j.fixtures.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded damage to the small files beside pictures; those with parsers of their own have tests of their own. */
@Timeout(60)
class DamagedFilesTest {
    private static final int RUNS = 200;
    private static final String READERS = "data/readers/";

    @TempDir
    Path work;

    /** Writes a damaged copy so many times, and lets it be read. */
    private static void damage(byte[] good, Path to, ThrowingCallable reading) throws IOException {
        SplittableRandom random = new SplittableRandom(good.length);
        int refused = 0;
        for (int run = 0; run < RUNS; run++) {
            byte[] bad = good.clone();
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                // half of the time a character that text formats care about
                bad[random.nextInt(bad.length)] = random.nextBoolean()
                        ? (byte) random.nextInt()
                        : (byte) "\"{}[],:.-0919eE\n \\".charAt(random.nextInt(18));
            }
            Files.write(to, run % 5 == 0 ? Arrays.copyOf(bad, random.nextInt(bad.length)) : bad);
            Throwable thrown = catchThrowable(reading);
            if (thrown != null) {
                // a file that another names may not be there
                assertThat(thrown)
                        .as(() -> new String(bad, StandardCharsets.ISO_8859_1))
                        .isInstanceOfAny(TimmException.class, UncheckedIOException.class);
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "p0.pkl", "p2.pkl", "p4.pkl", "list.pkl", "evil.pkl"})
    void classMaps(String ending) throws IOException {
        String name = ending.endsWith("pkl") ? "class_map_" + ending : "class_map." + ending;
        Path copy = work.resolve(name);
        damage(Files.readAllBytes(Fixtures.path(READERS + name)), copy, () -> ClassMapFile.load(copy));
        assertThat(Path.of("EVIL_RAN")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"name,index\ncat,0\n\"dog, big\",1\n", "cat\ndog\n"})
    void classMapsInCsv(String content) throws IOException {
        Path copy = work.resolve("map.csv");
        damage(content.getBytes(StandardCharsets.UTF_8), copy, () -> ClassMapFile.load(copy));
    }

    @ParameterizedTest
    @ValueSource(strings = {"path,label\na.png,0\nb.png,1\n", "image,target\n\"a,b.png\",cat\nc.png,\"dog\"\n"})
    void lists(String content) throws IOException {
        Path copy = work.resolve("list.csv");
        damage(content.getBytes(StandardCharsets.UTF_8), copy, () -> {
            try (ManifestReader reader = new ManifestReader(copy, work, ReaderOptions.DEFAULT)) {
                reader.filenames(FilenameForm.ABSOLUTE);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"tfds/tinyset/1.0.0/dataset_info.json", "tfds/tinyset/1.0.0/features.json", "wds/_info.json"})
    void descriptionsOfDataSets(String name) throws IOException {
        Path source = Fixtures.path(READERS + name);
        try (Stream<Path> files = Files.list(source.getParent())) {
            for (Path file : files.toList()) {
                Files.copy(file, work.resolve(file.getFileName()));
            }
        }
        damage(Files.readAllBytes(source), work.resolve(source.getFileName()), () -> {
            try (StreamedReader reader = name.startsWith("wds")
                            ? new WdsReader(work, ReaderOptions.DEFAULT)
                            : new TfdsReader(work, "", ReaderOptions.DEFAULT);
                    Stream<Sample> samples = reader.samples(0)) {
                assertThat(samples.limit(50).count()).isLessThanOrEqualTo(50);
            }
        });
    }
}
