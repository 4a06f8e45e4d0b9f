package io.github.timm4j.weights;

import static io.github.timm4j.weights.TestArchives.open;
import static io.github.timm4j.weights.TestArchives.safetensors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.CorruptFileException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    @TempDir
    private Path folder;

    private static Map<String, WeightTensor> mixed() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        tensors.put("flag", WeightTensor.of(TensorType.BOOL, ByteBuffer.wrap(new byte[] {1, 0, 1}), 3));
        tensors.put("weight", WeightTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
        tensors.put("turned", tensors.get("weight").permute(1, 0));
        tensors.put("half", tensors.get("weight").to(TensorType.F16));
        tensors.put("steps", WeightTensor.of(new long[] {7}, new long[0]));
        tensors.put("empty \u00fc\u4e2d\"\n", WeightTensor.of(new float[0], 0, 3));
        return tensors;
    }

    @Test
    void readsWhatItWrites() {
        Path path = folder.resolve("mixed.safetensors");
        Safetensors.write(path, mixed());
        try (WeightFile file = WeightFiles.open(path)) {
            assertThat(file.format()).isEqualTo(WeightFormat.SAFETENSORS);
            assertThat(file.metadata()).containsExactly(Map.entry("format", "pt"));
            assertThat(file.tensors().keySet()).containsExactlyElementsOf(mixed().keySet());
            mixed().forEach((name, tensor) -> {
                WeightTensor read = file.tensors().get(name);
                assertThat(read).hasToString(tensor.toString());
                assertThat(read.toFloats()).isEqualTo(tensor.toFloats());
            });
            assertThat(file.stateDict(true).keySet()).isEqualTo(mixed().keySet());
        }
        assertThat(folder).isDirectoryContaining(p -> p.equals(path));
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void alignsElementsAndHeader() throws IOException {
        Path path = folder.resolve("aligned.safetensors");
        Safetensors.write(path, mixed(), Map.of());
        String text = Files.readString(path, StandardCharsets.ISO_8859_1);
        assertThat(text.charAt(0) % 8).isZero();
        assertThat(text)
                .doesNotContain("__metadata__")
                .contains("\"steps\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}");
    }

    @Test
    void aFailedWriteLeavesTheOldFile() throws IOException {
        Path path = folder.resolve("kept.safetensors");
        Files.writeString(path, "old");
        Map<String, WeightTensor> tensors = new LinkedHashMap<>(mixed());
        MappedFile closed = MappedFile.open(path);
        closed.close();
        tensors.put("closed", WeightTensor.view(TensorType.U8, Layout.contiguous(3), closed, false));
        assertThatThrownBy(() -> Safetensors.write(path, tensors)).isInstanceOf(IllegalStateException.class);
        assertThat(path).hasContent("old");
        assertThat(folder.toFile().list()).hasSize(1);
        Path nowhere = folder.resolve("missing").resolve("x.safetensors");
        assertThatThrownBy(() -> Safetensors.write(nowhere, mixed()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(nowhere.toString());
        assertThatThrownBy(() -> Safetensors.write(path, Map.of("__metadata__", mixed().get("steps"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesOverTheFileThatItReads() {
        Path path = folder.resolve("same.safetensors");
        Safetensors.write(path, mixed());
        try (WeightFile file = WeightFiles.open(path)) {
            Safetensors.write(path, Map.of("w", file.tensors().get("weight").to(TensorType.BF16)));
            assertThat(file.tensors().get("weight").toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
        }
        try (WeightFile file = WeightFiles.open(path)) {
            assertThat(file.tensors().get("w").toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void aClosedFileIsNotRead() {
        Path path = folder.resolve("closed.safetensors");
        Safetensors.write(path, mixed());
        WeightFile file = WeightFiles.open(path);
        file.close();
        file.close();
        WeightTensor tensor = file.tensors().get("weight");
        assertThatThrownBy(tensor::toFloats)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void refusesWhatTheFormatForbids() {
        String tensor = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
        byte[] data = new byte[4];
        assertThat(open(safetensors("{\"a\":" + tensor + "}", data)).tensors()).containsKey("a");
        for (String header : List.of(
                "{\"a\":" + tensor + ",\"a\":" + tensor + "}",
                "{\"a\":" + tensor.replace("\"shape\"", "\"dtype\":\"F32\",\"shape\"") + "}",
                "\ufeff{\"a\":" + tensor + "}",
                "{\"a\":" + tensor.replace("[1]", "[-0,1]") + "}",
                "{\"a\":" + tensor.replace("[1]", "[1e0]") + "}",
                "{\"a\":" + tensor.replace("[1]", "[01]") + "}",
                "{\"\\ud800\":" + tensor + "}",
                "{\"__metadata__\":{\"x\":\"\\ud800\"},\"a\":" + tensor + "}",
                "{\"a\":" + tensor + "}{}",
                "{\"a\":" + tensor + ",}",
                "{\"a\":" + tensor + "}\0",
                "{\"a\":null}")) {
            assertThatThrownBy(() -> open(safetensors(header, data)))
                    .as(header)
                    .isExactlyInstanceOf(CorruptFileException.class)
                    .hasMessageStartingWith("test file: ")
                    .hasMessageNotContaining("\n");
        }
        String twoBytes = "{\0\"a\0\"".repeat(3);
        assertThatThrownBy(() -> open(safetensors(twoBytes, data))).isExactlyInstanceOf(CorruptFileException.class);
    }

    @Test
    void aHeaderLengthThatLooksLikeAPickleIsNone() {
        String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}";
        String padded = header + " ".repeat(0x280 - header.length());
        assertThat(open(safetensors(padded, new byte[1])).format()).isEqualTo(WeightFormat.SAFETENSORS);
    }

    /** The file is sparse: it takes no space on disks that know holes. */
    private Path large(long elements) throws IOException {
        Path path = folder.resolve("large.safetensors");
        String header =
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[" + elements + "],\"data_offsets\":[0," + elements * 4 + "]}}";
        byte[] start = safetensors(header, new byte[0]);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.write(start);
            file.setLength(start.length + elements * 4);
            for (long at : new long[] {0, (1L << 28) - 1, (1L << 29) - 1, elements - 1}) {
                file.seek(start.length + Math.min(at, elements - 1) * 4);
                file.writeInt(Integer.reverseBytes(Float.floatToIntBits(Math.min(at, elements - 1) % 1000)));
            }
        }
        return path;
    }

    @Test
    void readsATensorOfMoreThanTwoGibibytes() throws IOException {
        long elements = (1L << 29) + 1000;
        try (WeightFile file = WeightFiles.open(large(elements))) {
            WeightTensor tensor = file.tensors().get("w");
            assertThat(tensor.byteLength()).isGreaterThan(Integer.MAX_VALUE);
            for (long at : new long[] {(1L << 28) - 1, (1L << 29) - 1, elements - 1}) {
                assertThat(tensor.slice(at * 4, 4).getFloat(0)).isEqualTo(at % 1000);
                assertThat(tensor.narrow(0, at - 1, 2).toFloats()).containsExactly(0, at % 1000);
            }
        }
    }

    @Test
    @Tag("soak")
    void readingAGibibyteNeedsLittleHeap() throws IOException {
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        Path path = large(1L << 28);
        System.gc();
        long before = heap.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        double sum = 0;
        try (WeightFile file = WeightFiles.open(path)) {
            WeightTensor tensor = file.tensors().get("w");
            for (long at = 0; at < tensor.byteLength(); at += 1 << 22) {
                FloatBuffer floats = tensor.slice(at, 1 << 22).asFloatBuffer();
                for (int i = 0; i < floats.limit(); i++) {
                    sum += floats.get(i);
                }
            }
        }
        long peak =
                heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        assertThat(sum).isEqualTo(((1L << 28) - 1) % 1000);
        assertThat(peak - before).isLessThan(64 << 20);
    }
}
