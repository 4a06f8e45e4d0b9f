package io.github.timm4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.weights.PlainValue.Dict;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchCheckpointsTest {
    @TempDir
    private Path folder;

    private static Map<String, WeightTensor> stateDict() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        WeightTensor weight = WeightTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        tensors.put("weight", weight);
        tensors.put("tied", weight);
        tensors.put("turned", weight.permute(1, 0));
        for (TensorType type : List.of(TensorType.F64, TensorType.F16, TensorType.BF16)) {
            tensors.put(type.name(), weight.to(type));
        }
        byte[] bytes = {1, 0, 1, 1, 0, 1, 0, 1};
        for (TensorType type : List.of(
                TensorType.BOOL,
                TensorType.U8,
                TensorType.I8,
                TensorType.I16,
                TensorType.U16,
                TensorType.I32,
                TensorType.U32,
                TensorType.U64,
                TensorType.F8_E4M3,
                TensorType.F8_E5M2)) {
            tensors.put(type.name(), WeightTensor.of(type, ByteBuffer.wrap(bytes), 8 / type.bytes()));
        }
        tensors.put("steps", WeightTensor.of(new long[] {7}, new long[0]));
        tensors.put("empty", WeightTensor.of(new float[0], 0, 3));
        return tensors;
    }

    @Test
    void readsWhatItWrites() {
        Path path = folder.resolve("model.pth");
        TorchCheckpoints.write(path, stateDict());
        try (WeightFile file = WeightFiles.open(path)) {
            assertThat(file.format()).isEqualTo(WeightFormat.TORCH_ZIP);
            assertThat(file.stateDict(true).keySet())
                    .containsExactlyElementsOf(stateDict().keySet());
            stateDict().forEach((name, tensor) -> {
                WeightTensor read = file.tensors().get(name);
                assertThat(read).hasToString(tensor.toString());
                assertThat(read.toFloats()).isEqualTo(tensor.toFloats());
            });
        }
    }

    @Test
    void nestedValuesSurvive() {
        Map<PlainValue, PlainValue> state = new LinkedHashMap<>();
        state.put(PlainValue.of(0), PlainValue.dict(Map.of("step", PlainValue.of(12.0))));
        Map<String, PlainValue> top = new LinkedHashMap<>();
        top.put("epoch", PlainValue.of(5));
        top.put("large", new PlainValue.Int(BigInteger.ONE.shiftLeft(80).negate()));
        top.put("wide", PlainValue.of(-3_000_000_000L));
        top.put("lr", PlainValue.of(1e-300));
        top.put("name", PlainValue.of("\u00fcn\u00ef \u4e2d"));
        top.put("yes", PlainValue.of(true));
        top.put("no", PlainValue.of(false));
        top.put("none", PlainValue.None.NONE);
        top.put("list", PlainValue.list(List.of(PlainValue.of("a"), PlainValue.list(List.of()))));
        top.put("betas", new PlainValue.Tuple(List.of(PlainValue.of(0.9), PlainValue.of(0.999))));
        top.put("set", new PlainValue.Unordered(List.of(PlainValue.of(1), PlainValue.of(2))));
        top.put("bytes", new PlainValue.Bytes(new byte[] {0, -1, 65}));
        top.put("complex", new PlainValue.Complex(1, -2));
        top.put("device", new PlainValue.Device("cuda:0"));
        top.put("dtype", new PlainValue.Symbol("torch.bfloat16"));
        top.put("optimizer", PlainValue.dict(Map.of("state", new Dict(state))));
        top.put("args", new PlainValue.Namespace(Map.of("model", PlainValue.of("tiny"))));
        Path path = folder.resolve("nested.pth");
        TorchCheckpoints.write(path, PlainValue.dict(top));
        try (WeightFile file = WeightFiles.open(path)) {
            assertThat(file.content()).isEqualTo(PlainValue.dict(top));
        }
    }

    @Test
    void theArchiveHasTheFormOfPython() throws IOException {
        Path path = folder.resolve("form.pth");
        TorchCheckpoints.write(path, stateDict());
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        try (ZipFile zip = new ZipFile(path.toFile())) {
            List<String> names = zip.stream().map(ZipEntry::getName).toList();
            assertThat(names)
                    .startsWith("archive/data.pkl", "archive/.format_version")
                    .endsWith("archive/version");
            assertThat(names)
                    .filteredOn(name -> name.startsWith("archive/data/"))
                    .hasSize(stateDict().size() - 1);
            assertThat(zip.getInputStream(zip.getEntry("archive/byteorder"))).hasContent("little");
            assertThat(zip.getInputStream(zip.getEntry("archive/version"))).hasContent("3\n");
            assertThat(zip.stream()).allMatch(entry -> entry.getMethod() == ZipEntry.STORED);
        }
        int start = bytes.getShort(26) + bytes.getShort(28) + 30;
        assertThat(start % 64).isZero();
        assertThat(bytes.get(start) & 0xff).isEqualTo(0x80);
        assertThat(bytes.get(start + 1)).isEqualTo((byte) 2);
    }

    @Test
    void equalContentGivesEqualBytes() throws IOException {
        TorchCheckpoints.write(folder.resolve("a.pth"), stateDict());
        TorchCheckpoints.write(folder.resolve("b.pth"), stateDict());
        assertThat(folder.resolve("a.pth")).hasSameBinaryContentAs(folder.resolve("b.pth"));
    }

    @Test
    void whatPyTorchLacksIsRefusedBeforeAnythingIsWritten() {
        Path path = folder.resolve("none.pth");
        WeightTensor four = WeightTensor.of(TensorType.F4, ByteBuffer.allocate(1), 2);
        assertThatThrownBy(() -> TorchCheckpoints.write(path, Map.of("w", four)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("F4");
        assertThatThrownBy(() -> TorchCheckpoints.write(path, new PlainValue.Symbol("os.system")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(path).doesNotExist();
        assertThat(Objects.requireNonNull(folder.toFile().list())).isEmpty();
    }
}
