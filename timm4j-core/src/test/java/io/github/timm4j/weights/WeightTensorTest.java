package io.github.timm4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightTensorTest {
    private static WeightTensor counting(long... shape) {
        float[] values = new float[(int) Layout.count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return WeightTensor.of(values, shape);
    }

    @Test
    void knowsItsSizes() {
        WeightTensor tensor = counting(2, 3);
        assertThat(tensor.type()).isEqualTo(TensorType.F32);
        assertThat(tensor.shape()).containsExactly(2, 3);
        assertThat(tensor.elements()).isEqualTo(6);
        assertThat(tensor.byteLength()).isEqualTo(24);
        assertThat(tensor).hasToString("F32[2, 3]");
        assertThat(counting()).hasToString("F32[]");
        assertThat(counting().toFloats()).containsExactly(0);
    }

    @Test
    void slicesAreReadOnlyLittleEndianBytes() {
        ByteBuffer slice = counting(2, 3).slice(4, 8);
        assertThat(slice.isReadOnly()).isTrue();
        assertThat(slice.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(slice.remaining()).isEqualTo(8);
        assertThat(slice.getFloat()).isEqualTo(1);
        assertThatThrownBy(() -> counting(2, 3).slice(20, 8)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void permutesAndReshapesAsTorch() {
        WeightTensor turned = counting(2, 3, 2).permute(2, 0, 1);
        assertThat(turned.shape()).containsExactly(2, 2, 3);
        assertThat(turned.toFloats()).containsExactly(0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11);
        assertThat(turned.slice(8, 12).asFloatBuffer().get(2)).isEqualTo(8);
        WeightTensor flat = turned.reshape(3, -1).permute(1, 0);
        assertThat(flat.shape()).containsExactly(4, 3);
        assertThat(flat.toFloats()).containsExactly(0, 8, 5, 2, 10, 7, 4, 1, 9, 6, 3, 11);
        assertThatThrownBy(() -> turned.reshape(5, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> turned.permute(0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> turned.permute(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cutsAndJoins() {
        WeightTensor tensor = counting(4, 3);
        assertThat(tensor.narrow(1, 1, 2).toFloats()).containsExactly(1, 2, 4, 5, 7, 8, 10, 11);
        List<WeightTensor> halves = tensor.split(0, 2);
        assertThat(halves.get(1).toFloats()).containsExactly(6, 7, 8, 9, 10, 11);
        assertThat(WeightTensor.concat(0, List.of(halves.get(1), halves.get(0))).toFloats())
                .containsExactly(6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5);
        WeightTensor wide = WeightTensor.concat(1, List.of(tensor.narrow(1, 2, 1), tensor));
        assertThat(wide.shape()).containsExactly(4, 4);
        assertThat(wide.toFloats()).startsWith(2, 0, 1, 2, 5, 3, 4, 5);
        assertThat(wide.permute(1, 0).toFloats()).startsWith(2, 5, 8, 11, 0);
        assertThatThrownBy(() -> tensor.split(1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tensor.narrow(0, 3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WeightTensor.concat(0, List.of(tensor, counting(2, 2))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void slicesOfJoinedTensorsCrossTheirSeams() {
        WeightTensor joined = WeightTensor.concat(0, List.of(counting(2), counting(0), counting(3)));
        ByteBuffer slice = joined.slice(4, 12);
        assertThat(slice.getFloat(0)).isEqualTo(1);
        assertThat(slice.getFloat(4)).isEqualTo(0);
        assertThat(slice.getFloat(8)).isEqualTo(1);
    }

    @Test
    void convertsBetweenTypes() {
        WeightTensor tensor = WeightTensor.of(new float[] {1.5f, -2.25f, 1e6f}, 3);
        assertThat(tensor.to(TensorType.F16).toFloats()).containsExactly(1.5f, -2.25f, Float.POSITIVE_INFINITY);
        assertThat(tensor.to(TensorType.BF16).toFloats()).containsExactly(1.5f, -2.25f, 999424f);
        assertThat(tensor.to(TensorType.BF16).to(TensorType.F64).slice(16, 8).getDouble(0))
                .isEqualTo(999424);
        assertThat(tensor.to(TensorType.F16).byteLength()).isEqualTo(6);
        assertThat(tensor.to(TensorType.I64).slice(0, 24).asLongBuffer())
                .isEqualTo(java.nio.LongBuffer.wrap(new long[] {1, -2, 1_000_000}));
        assertThatThrownBy(() -> tensor.to(TensorType.I32)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> tensor.to(TensorType.U8)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void widensUnsignedIntegers() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {-1, -1, -1, -1, -1, -1, -1, 127});
        assertThat(WeightTensor.of(TensorType.U16, bytes, 4).toLongs()).containsExactly(65535, 65535, 65535, 32767);
        assertThat(WeightTensor.of(TensorType.U32, bytes, 2).toLongs()).containsExactly(4294967295L, 2147483647L);
        assertThat(WeightTensor.of(TensorType.U64, bytes, 1).toLongs()).containsExactly(Long.MAX_VALUE);
        assertThat(WeightTensor.of(TensorType.I16, bytes, 4).toLongs()).containsExactly(-1, -1, -1, 32767);
        WeightTensor large =
                WeightTensor.of(TensorType.U64, ByteBuffer.wrap(new byte[] {0, 0, 0, 0, 0, 0, 0, -128}), 1);
        assertThat(large.toFloats()).containsExactly(0x1p63f);
        assertThatThrownBy(large::toLongs).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void turnsTheByteOrderAndTidiesTruthValues() {
        ByteSource bytes = ByteSource.of(ByteBuffer.wrap(new byte[] {0, 1, 0, 2, 0, 3}));
        WeightTensor big = WeightTensor.view(TensorType.I16, Layout.contiguous(3), bytes, true);
        assertThat(big.toLongs()).containsExactly(1, 2, 3);
        assertThat(big.reshape(3, 1).permute(1, 0).narrow(1, 1, 2).toLongs()).containsExactly(2, 3);
        WeightTensor truth = WeightTensor.of(TensorType.BOOL, ByteBuffer.wrap(new byte[] {0, 1, 2, -1}), 4);
        assertThat(truth.slice(0, 4).get(2)).isEqualTo((byte) 1);
        assertThat(truth.toLongs()).containsExactly(0, 1, 1, 1);
    }

    @Test
    void viewsStayInsideTheirStorage() {
        ByteSource six = ByteSource.of(ByteBuffer.allocate(24));
        Layout inside = new Layout(new long[] {2, 3}, new long[] {3, 1}, 0);
        assertThat(WeightTensor.view(TensorType.F32, inside, six, false).elements())
                .isEqualTo(6);
        for (Layout outside : List.of(
                new Layout(new long[] {2, 3}, new long[] {3, 1}, 1),
                new Layout(new long[] {2, 3}, new long[] {4, 1}, 0),
                new Layout(new long[] {7}, new long[] {1}, 0))) {
            assertThatThrownBy(() -> WeightTensor.view(TensorType.F32, outside, six, false))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Layout(new long[] {Long.MAX_VALUE, 2}, new long[] {0, 0}, 0))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Layout(new long[] {2}, new long[] {-1}, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void expandedViewsRepeat() {
        Layout expanded = new Layout(new long[] {2, 3}, new long[] {0, 1}, 1);
        ByteSource four = ByteSource.of(counting(4).slice(0, 16));
        WeightTensor tensor = WeightTensor.view(TensorType.F32, expanded, four, false);
        assertThat(tensor.toFloats()).containsExactly(1, 2, 3, 1, 2, 3);
        assertThat(WeightTensor.of(TensorType.F32, ByteBuffer.allocate(0), 0, 5).toFloats())
                .isEmpty();
    }

    @Test
    void bytesMustFitTheShape() {
        assertThatThrownBy(() -> WeightTensor.of(new float[5], 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("24 bytes, not 20");
        assertThatThrownBy(() -> TensorType.F4.bytesFor(3)).isInstanceOf(ArithmeticException.class);
        assertThat(TensorType.F6_E2M3.bytesFor(4)).isEqualTo(3);
        assertThatThrownBy(TensorType.F4::bytes).isInstanceOf(UnsupportedOperationException.class);
    }

    /** A view whose span passes 1 GiB is gathered row by row; the storage here only exists where it is read. */
    @Test
    void viewsOfHugeStoragesAreReadRowByRow() {
        long row = 1L << 30;
        ByteSource huge = new ByteSource() {
            @Override
            public long length() {
                return 3 * row * 8;
            }

            @Override
            public ByteBuffer slice(long offset, int length) {
                ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
                for (int at = 0; at < length; at += 8) {
                    bytes.putLong((offset + at) / 8);
                }
                return bytes.flip();
            }
        };
        Layout layout = new Layout(new long[] {3, 2}, new long[] {row, 5}, 7);
        WeightTensor tensor = WeightTensor.view(TensorType.I64, layout, huge, false);
        assertThat(tensor.toLongs()).containsExactly(7, 12, 7 + row, 12 + row, 7 + 2 * row, 12 + 2 * row);
        assertThat(tensor.slice(24, 16).getLong(8)).isEqualTo(7 + 2 * row);
        assertThat(tensor.permute(1, 0).toLongs()).containsExactly(7, 7 + row, 7 + 2 * row, 12, 12 + row, 12 + 2 * row);
    }
}
