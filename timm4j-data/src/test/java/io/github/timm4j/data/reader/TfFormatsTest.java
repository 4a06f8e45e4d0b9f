package io.github.timm4j.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.timm4j.CorruptFileException;
import io.github.timm4j.fixtures.Fixtures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TFRecord, tf.train.Example and the descriptions of TensorFlow data sets, made by hand. */
class TfFormatsTest {
    @TempDir
    Path work;

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** A length-delimited field. */
    private static byte[] field(int number, byte[] content) {
        return join(bytes(number << 3 | 2, content.length), content);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] example(String name, byte[] feature) {
        return field(1, field(1, join(field(1, text(name)), field(2, feature))));
    }

    private static byte[] record(byte[] data) {
        ByteBuffer buffer = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(data.length);
        byte[] head = Arrays.copyOf(buffer.array(), 8);
        return buffer.putInt(TfRecords.maskedCrc(head, 8))
                .put(data)
                .putInt(TfRecords.maskedCrc(data, data.length))
                .array();
    }

    @Test
    void numbersMayBePackedOrNot() {
        byte[] packed = example("n", field(3, field(1, bytes(5, 0x80, 1))));
        assertThat(new TfExample(packed).values("n")).hasToString("[5,128]");
        byte[] single = example("n", field(3, bytes(8, 5, 8, 7)));
        assertThat(new TfExample(single).values("n")).hasToString("[5,7]");
        byte[] negative = example("n", field(3, bytes(8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1)));
        assertThat(new TfExample(negative).values("n")).hasToString("[-1]");
        byte[] floats = example("f", field(2, bytes(13, 0, 0, 0x80, 0x3f)));
        assertThat(new TfExample(floats).values("f")).hasToString("[1.0]");
    }

    @Test
    void bytesAreTheFirstOfTheirListAndTextIsUtf8() {
        byte[] two = example("b", field(1, join(field(1, text("ü")), field(1, text("second")))));
        assertThat(new TfExample(two).bytes("b")).isEqualTo(text("ü"));
        assertThat(new TfExample(two).values("b")).hasToString("[\"ü\",\"second\"]");
        assertThat(new TfExample(two).bytes("other")).isNull();
        assertThat(new TfExample(example("e", new byte[0])).values("e")).isEmpty();
        assertThat(new TfExample(example("n", field(3, bytes(8, 5)))).bytes("n"))
                .isNull();
    }

    @Test
    void unknownFieldsArePassedOver() {
        byte[] extra = join(bytes(0x10, 7, 0x19, 1, 2, 3, 4, 5, 6, 7, 8, 0x25, 1, 2, 3, 4), field(6, text("x")));
        byte[] feature = join(extra, field(3, join(bytes(0x10, 1), bytes(8, 9))));
        TfExample example = new TfExample(join(extra, example("n", feature)));
        assertThat(example.names()).containsExactly("n");
        assertThat(example.values("n")).hasToString("[9]");
    }

    @Test
    void damagedExamplesGiveTheDeclaredErrorOnly() throws IOException {
        byte[] good;
        try (TfRecords records =
                new TfRecords(Fixtures.path("data/readers/tfds/tinyset/1.0.0/tinyset-train.tfrecord-00000-of-00002"))) {
            records.skip(1);
            good = records.next();
        }
        SplittableRandom random = new SplittableRandom(11);
        for (int run = 0; run < 4_000; run++) {
            byte[] bad = good.clone();
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            Throwable thrown = catchThrowable(() -> {
                TfExample example = new TfExample(bad);
                example.names().forEach(example::values);
                example.names().forEach(example::bytes);
            });
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(CorruptFileException.class);
            }
        }
    }

    @Test
    void everyDamagedByteOfARecordIsNoticed() throws IOException {
        byte[] file = join(record(text("first")), record(text("second")));
        Path path = work.resolve("a.tfrecord");
        for (int i = 0; i < file.length; i++) {
            byte[] bad = file.clone();
            bad[i] ^= 0x10;
            Files.write(path, bad);
            assertThatThrownBy(() -> readAll(path)).isInstanceOf(CorruptFileException.class);
        }
        for (int length = 0; length < file.length; length++) {
            Files.write(path, Arrays.copyOf(file, length));
            if (length == 0 || length == 21) {
                assertThat(readAll(path)).isEqualTo(length / 21);
            } else {
                assertThatThrownBy(() -> readAll(path)).hasMessageContaining("cut");
            }
        }
    }

    private static int readAll(Path file) throws IOException {
        try (TfRecords records = new TfRecords(file)) {
            int count = 0;
            while (records.next() != null) {
                count++;
            }
            return count;
        }
    }

    @Test
    void skippingChecksLengthsAndTheEnd() throws IOException {
        Path path = work.resolve("a.tfrecord");
        Files.write(path, join(record(text("first")), record(text("second"))));
        try (TfRecords records = new TfRecords(path)) {
            records.skip(1);
            assertThat(records.next()).isEqualTo(text("second"));
            assertThat(records.next()).isNull();
        }
        try (TfRecords records = new TfRecords(path)) {
            assertThatThrownBy(() -> records.skip(3)).isInstanceOf(CorruptFileException.class);
        }
    }

    private Path dataset(String name, String info) throws IOException {
        Path folder = Files.createDirectories(work.resolve(name));
        Files.writeString(folder.resolve("dataset_info.json"), info);
        return folder;
    }

    @Test
    void theNewestVersionCountsUnlessOneIsNamed() throws IOException {
        String info = "{\"name\": \"d\", \"splits\": []}";
        for (String version : List.of("1.9.0", "1.10.0", "1.2.0")) {
            dataset("d/" + version, info);
            dataset("d/small/" + version, info);
        }
        assertThat(TfdsInfo.find(work, "d").folder()).endsWithRaw(Path.of("d/1.10.0"));
        assertThat(TfdsInfo.find(work, "d:1.2.0").folder()).endsWithRaw(Path.of("d/1.2.0"));
        assertThat(TfdsInfo.find(work, "d/small").folder()).endsWithRaw(Path.of("d/small/1.10.0"));
        assertThatThrownBy(() -> TfdsInfo.find(work, "d:3.0.0")).isInstanceOf(DatasetException.class);
    }

    @Test
    void shardsAreNamedByTheTemplate() throws IOException {
        Path folder = dataset("d", """
                {"name": "d", "splits": [
                  {"name": "train", "shardLengths": ["2", "3", "4"]},
                  {"name": "test", "shardLengths": ["1"],
                   "filepathTemplate": "{SPLIT}/{SHARD_INDEX}.of.{NUM_SHARDS}.{FILEFORMAT}"}]}
                """);
        TfdsInfo info = TfdsInfo.find(work, "d");
        assertThat(info.shard("train", 1)).isEqualTo(folder.resolve("d-train.tfrecord-00001-of-00003"));
        assertThat(info.shard("test", 0)).isEqualTo(folder.resolve("test/00000.of.00001.tfrecord"));
        assertThat(info.splits().get("train")).containsExactly(2L, 3L, 4L);
    }

    @Test
    void labelNamesAndListsAreDescribedByField() throws IOException {
        Path folder = dataset("d", "{\"name\": \"d\", \"splits\": []}");
        Files.writeString(folder.resolve("features.json"), """
                {"featuresDict": {"features": {
                  "label": {"classLabel": {}},
                  "hot": {"tensor": {"shape": {"dimensions": ["4"]}}},
                  "tags": {"sequence": {"feature": {"classLabel": {}}}},
                  "objects": {"sequence": {"feature": {"featuresDict": {"features": {"kind": {}}}}}}}}}
                """);
        Files.writeString(folder.resolve("objects-kind.labels.txt"), "a\nb\n\n");
        TfdsInfo info = TfdsInfo.find(work, "d");
        assertThat(info.classes("objects/kind").names()).containsOnlyKeys("a", "b");
        assertThat(info.classes("label").isEmpty()).isTrue();
        assertThat(List.of("hot", "tags", "objects/kind")).allMatch(info::isList);
        assertThat(info.isList("label")).isFalse();
    }
}
