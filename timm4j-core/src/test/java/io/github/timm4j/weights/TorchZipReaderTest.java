package io.github.timm4j.weights;

import static io.github.timm4j.weights.TestArchives.latin1;
import static io.github.timm4j.weights.TestArchives.open;
import static io.github.timm4j.weights.TestArchives.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.CorruptFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TorchZipReaderTest {
    /** A tensor of two 16-bit integers that are storage 0. */
    private static final byte[] PICKLE =
            latin1("\u0080\u0002ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\u0000\u0000\u0000"
                    + "storagectorch\nShortStorage\nX\u0001\u0000\u0000\u00000X\u0006\u0000\u0000\u0000cuda:0K\u0002tQ"
                    + "K\u0000K\u0002\u0085K\u0001\u0085\u0089}tR.");

    private static Map<String, byte[]> entries(String root) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put(root + "/data.pkl", PICKLE);
        entries.put(root + "/data/0", new byte[] {1, 0, 2, 0});
        entries.put(root + "/version", latin1("3\n"));
        return entries;
    }

    private static long[] read(Map<String, byte[]> entries) {
        WeightFile file = open(zip(entries, false));
        assertThat(file.format()).isEqualTo(WeightFormat.TORCH_ZIP);
        return ((PlainValue.Tensor) file.content()).value().toLongs();
    }

    private static void assertRefused(Map<String, byte[]> entries, String reason) {
        assertThatThrownBy(() -> read(entries))
                .isExactlyInstanceOf(CorruptFileException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void theFolderMayHaveAnyName() {
        assertThat(read(entries("archive"))).containsExactly(1, 2);
        assertThat(read(entries("my model (2)"))).containsExactly(1, 2);
        Map<String, byte[]> two = entries("a");
        two.putAll(entries("b"));
        assertRefused(two, "[a/data.pkl, b/data.pkl]");
        assertRefused(entries("a/b"), "found []");
    }

    @Test
    void theByteOrderIsRespected() {
        Map<String, byte[]> big = entries("archive");
        big.put("archive/byteorder", latin1("big"));
        assertThat(read(big)).containsExactly(0x100, 0x200);
        big.put("archive/byteorder", latin1("little"));
        assertThat(read(big)).containsExactly(1, 2);
        big.put("archive/byteorder", latin1("middle"));
        assertRefused(big, "byte order");
        big.put("archive/byteorder", new byte[100]);
        assertRefused(big, "limit");
    }

    @Test
    void storagesMustBeThereAndOfTheirSize() {
        Map<String, byte[]> entries = entries("archive");
        entries.put("archive/data/0", new byte[3]);
        assertRefused(entries, "should hold 2 elements of 2 bytes but has 3 bytes");
        entries.put("archive/data/0", new byte[6]);
        assertRefused(entries, "but has 6 bytes");
        entries.remove("archive/data/0");
        assertRefused(entries, "which the file does not have");
        entries.remove("archive/data.pkl");
        assertRefused(entries, "found []");
    }

    @Test
    void torchScriptIsRecognised() {
        Map<String, byte[]> script = entries("archive");
        script.put("archive/constants.pkl", latin1("\u0080\u0002)."));
        assertRefused(script, "TorchScript");
    }
}
