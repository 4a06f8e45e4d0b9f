package io.github.timm4j.weights;

import static io.github.timm4j.weights.TestArchives.npy;
import static io.github.timm4j.weights.TestArchives.open;
import static io.github.timm4j.weights.TestArchives.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.CorruptFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzReaderTest {
    private static final byte[] SIX = {1, 2, 3, 4, 5, 6};

    private static WeightTensor read(int version, String header, byte[] data) {
        return open(zip(Map.of("w.npy", npy(version, header, data)), true))
                .tensors()
                .get("w");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void readsEveryVersion(int version) {
        WeightTensor tensor = read(version, "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }   ", SIX);
        assertThat(tensor).hasToString("U8[2, 3]");
        assertThat(tensor.toLongs()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void readsColumnsFirstOrder() {
        WeightTensor tensor = read(1, "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3)}", SIX);
        assertThat(tensor).hasToString("U8[2, 3]");
        assertThat(tensor.toLongs()).containsExactly(1, 3, 5, 2, 4, 6);
    }

    @Test
    void readsOtherOrdersOfFieldsOldIntegersAndVoidBfloats() {
        assertThat(read(1, "{'shape': (3L,), 'fortran_order': False, 'descr': '>i2'}", SIX)
                        .toLongs())
                .containsExactly(0x102, 0x304, 0x506);
        WeightTensor bfloat =
                read(1, "{'descr':'|V2','fortran_order':False,'shape':()}", new byte[] {(byte) 0x80, 0x3f});
        assertThat(bfloat.type()).isEqualTo(TensorType.BF16);
        assertThat(bfloat.toFloats()).containsExactly(1);
    }

    @Test
    void refusesHeadersThatAreNotWhatNumPyWrites() {
        for (String header : List.of(
                "{'descr': '|O', 'fortran_order': False, 'shape': (6,)}",
                "{'descr': [('a', '|u1')], 'fortran_order': False, 'shape': (6,)}",
                "{'descr': '<U6', 'fortran_order': False, 'shape': (6,)}",
                "{'descr': '|u1', 'fortran_order': False}",
                "{'descr': '|u1', 'fortran_order': 'False', 'shape': (6,)}",
                "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (6,)}",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (6,), 'x': 1}",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (-6,)}",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (6, 99999999999999999999)}",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (4294967296, 4294967296)}",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (7,)}",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (5,)}",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (__import__('os'),)}",
                "{'descr': '', 'fortran_order': False, 'shape': (6,)}",
                "",
                "{}")) {
            assertThatThrownBy(() -> read(1, header, SIX))
                    .as(header)
                    .isExactlyInstanceOf(CorruptFileException.class)
                    .hasMessageContaining("w.npy");
        }
        assertThatThrownBy(() -> read(4, "{}", SIX)).hasMessageContaining("version");
        assertThatThrownBy(() -> open(zip(Map.of("w.npy", new byte[3]), false)))
                .isExactlyInstanceOf(CorruptFileException.class);
    }

    @Test
    void aFlippedBitIsFound() {
        byte[] stored = zip(Map.of("w.npy", npy(1, "{'descr':'|u1','fortran_order':False,'shape':(6,)}", SIX)), false);
        int at = 0;
        while (!Arrays.equals(stored, at, at + 6, SIX, 0, 6)) {
            at++;
        }
        assertThat(open(stored).tensors().get("w").toLongs()).startsWith(1);
        stored[at] ^= 1;
        assertThatThrownBy(() -> open(stored)).hasMessageContaining("checksum");
    }
}
