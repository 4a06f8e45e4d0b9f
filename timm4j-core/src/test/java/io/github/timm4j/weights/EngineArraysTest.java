package io.github.timm4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineArraysTest {
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @CsvSource({
        "F32, FLOAT32",
        "F64, FLOAT64",
        "F16, FLOAT16",
        "BF16, FLOAT32",
        "F8_E4M3, FLOAT32",
        "F8_E5M2, FLOAT32",
        "U8, UINT8",
        "I8, INT8",
        "I16, INT32",
        "U16, INT32",
        "I32, INT32",
        "U32, INT64",
        "I64, INT64",
        "U64, INT64",
        "BOOL, BOOLEAN"
    })
    void everyTypeBecomesAnArray(TensorType type, DataType expected) {
        byte[] bytes = new byte[6 * type.bytes()];
        for (int i = 0; i < 6; i++) {
            bytes[i * type.bytes()] = (byte) (i % 2);
        }
        WeightTensor tensor = WeightTensor.of(type, ByteBuffer.wrap(bytes), 2, 3);
        try (NDArray array = tensor.toArray(manager)) {
            assertThat(array.getDataType()).isEqualTo(expected);
            assertThat(array.getShape()).isEqualTo(new Shape(2, 3));
            try (NDArray floats = array.toType(DataType.FLOAT32, true)) {
                assertThat(floats.toFloatArray()).containsExactly(tensor.toFloats());
            }
        }
        assertThat(manager.getManagedArrays()).isEmpty();
    }

    @Test
    void typesWithoutArraysAreNamed() {
        WeightTensor complex = WeightTensor.of(TensorType.C64, ByteBuffer.allocate(8), 1);
        assertThatThrownBy(() -> complex.toArray(manager))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("C64");
    }

    @Test
    void arraysOfSeveralPiecesArriveWhole() {
        float[] values = new float[700_001];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        WeightTensor tensor = WeightTensor.of(values, values.length);
        assertThat(tensor.toArray(manager).toFloatArray()).isEqualTo(values);
        WeightTensor back = WeightTensor.of(tensor.to(TensorType.F64).toArray(manager));
        assertThat(back.type()).isEqualTo(TensorType.F64);
        assertThat(back.toFloats()).isEqualTo(values);
    }

    @Test
    void scalarsAndEmptyTensorsPass() {
        try (NDArray scalar = WeightTensor.of(new long[] {5}, new long[0]).toArray(manager)) {
            assertThat(scalar.getShape().dimension()).isZero();
            assertThat(scalar.getLong()).isEqualTo(5);
            assertThat(WeightTensor.of(scalar).toLongs()).containsExactly(5);
        }
        try (NDArray empty = WeightTensor.of(new float[0], 0, 3).toArray(manager)) {
            assertThat(empty.getShape()).isEqualTo(new Shape(0, 3));
            assertThat(WeightTensor.of(empty).toFloats()).isEmpty();
        }
    }

    @Test
    void copiesIntoAParameterThatWantsGradients() {
        WeightTensor tensor = WeightTensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        try (NDArray target = manager.zeros(new Shape(2, 2))) {
            target.setRequiresGradient(true);
            tensor.permute(1, 0).to(TensorType.F16).copyTo(target);
            assertThat(target.toFloatArray()).containsExactly(1, 3, 2, 4);
            assertThat(target.hasGradient()).isTrue();
            assertThatThrownBy(() -> tensor.reshape(4).copyTo(target))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("F32[4]");
        }
        assertThat(manager.getManagedArrays()).isEmpty();
    }

    @Test
    void arraysOwnTheirMemory() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(4);
        try (NDArray array = WeightTensor.of(TensorType.U8, bytes, 4).toArray(manager)) {
            bytes.put(0, (byte) 9);
            assertThat(array.toByteArray()).containsExactly(0, 0, 0, 0);
        }
    }
}
