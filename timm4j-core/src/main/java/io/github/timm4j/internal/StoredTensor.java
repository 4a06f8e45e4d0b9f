package io.github.timm4j.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a tensor lies in an archive.
 *
 * @param array its values, read when the archive is written
 * @param type as which they are stored: their own type, or for float32 also float16 or bfloat16
 * @param channelsLast whether a tensor {@code (N, C, H, W)} is stored in the order {@code (N, H, W, C)}
 */
public record StoredTensor(NDArray array, DataType type, boolean channelsLast) {
    private static final int HIGH_HALF = 16;

    byte[] bytes() {
        if (!channelsLast) {
            return converted(array);
        }
        try (NDArray view = array.transpose(0, 2, 3, 1);
                NDArray moved = view.duplicate()) {
            return converted(moved);
        }
    }

    private byte[] converted(NDArray values) {
        if (type == values.getDataType()) {
            return raw(values);
        }
        if (values.getDataType() != DataType.FLOAT32) {
            throw new IllegalArgumentException("only float32 is stored as another type, found " + values.getDataType());
        }
        if (type == DataType.BFLOAT16) {
            return upperHalves(values.toFloatArray());
        }
        try (NDArray half = values.toType(type, true)) {
            return raw(half);
        }
    }

    private static byte[] raw(NDArray values) {
        ByteBuffer buffer = values.toByteBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** bfloat16 by hand, to the nearest with ties to even: the engine's binding must not meet the type. */
    private static byte[] upperHalves(float[] values) {
        ByteBuffer out = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            int bits = Float.floatToIntBits(value);
            int rounding = Float.isNaN(value) ? 0 : 0x7fff + ((bits >>> HIGH_HALF) & 1);
            out.putShort((short) ((bits + rounding) >>> HIGH_HALF));
        }
        return out.array();
    }
}
