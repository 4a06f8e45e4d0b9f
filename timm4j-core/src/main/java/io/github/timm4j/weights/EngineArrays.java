package io.github.timm4j.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Copies between tensors of files and the engine's arrays, a piece at a time. */
final class EngineArrays {
    /** Large enough that calls do not count, small enough to be kept by each thread. */
    private static final int PIECE = 1 << 20;

    private static final ThreadLocal<SoftReference<@Nullable ByteBuffer>> STAGING =
            ThreadLocal.withInitial(() -> new SoftReference<>(null));

    private EngineArrays() {}

    static TensorType tensorType(DataType type) {
        return switch (type) {
            case FLOAT32 -> TensorType.F32;
            case FLOAT64 -> TensorType.F64;
            case FLOAT16 -> TensorType.F16;
            case UINT8 -> TensorType.U8;
            case INT8 -> TensorType.I8;
            case INT32 -> TensorType.I32;
            case INT64 -> TensorType.I64;
            case BOOLEAN -> TensorType.BOOL;
            default -> throw new IllegalArgumentException("arrays of " + type + " are neither read nor written here");
        };
    }

    /** Only types that the engine's native part knows: another, BFLOAT16 or INT16, aborts the JVM. */
    private static DataType dataType(TensorType type) {
        return switch (type) {
            case F32, BF16, F8_E4M3, F8_E5M2, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ -> DataType.FLOAT32;
            case F64 -> DataType.FLOAT64;
            case F16 -> DataType.FLOAT16;
            case U8 -> DataType.UINT8;
            case I8 -> DataType.INT8;
            case I32, I16, U16 -> DataType.INT32;
            case I64, U32, U64 -> DataType.INT64;
            case BOOL -> DataType.BOOLEAN;
            case C64, F4, F6_E2M3, F6_E3M2 ->
                throw new UnsupportedOperationException("the engine has no arrays for " + type);
        };
    }

    static NDArray create(WeightTensor tensor, NDManager manager) {
        NDArray array = manager.create(new Shape(tensor.shape()), dataType(tensor.type()));
        try {
            copy(tensor, array);
            return array;
        } catch (RuntimeException | Error e) {
            array.close();
            throw e;
        }
    }

    static void copy(WeightTensor tensor, NDArray target) {
        if (!Arrays.equals(tensor.shape(), target.getShape().getShape())) {
            throw new IllegalArgumentException(
                    "cannot copy " + tensor + " into an array of shape " + target.getShape());
        }
        DataType dataType = target.getDataType();
        WeightTensor from = tensor.to(tensorType(dataType));
        int size = from.type().bytes();
        try (NDArray detached = target.stopGradient();
                NDArray flat = detached.reshape(-1)) {
            for (long at = 0; at < from.byteLength(); at += PIECE) {
                int length = (int) Math.min(PIECE, from.byteLength() - at);
                ByteBuffer piece = staging().put(from.slice(at, length)).flip();
                try (NDArray part = target.getManager().create(piece, new Shape(length / size), dataType)) {
                    flat.set(new NDIndex().addSliceDim(at / size, (at + length) / size), part);
                }
            }
        }
    }

    /** The bytes of an array, read a slice at a time. */
    static ByteSource source(NDArray array) {
        int size = tensorType(array.getDataType()).bytes();
        long length = Math.multiplyExact(array.size(), (long) size);
        return new ArrayBytes(array, size, length);
    }

    private static ByteBuffer staging() {
        ByteBuffer buffer = STAGING.get().get();
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(PIECE).order(ByteOrder.LITTLE_ENDIAN);
            STAGING.set(new SoftReference<>(buffer));
        }
        return buffer.clear();
    }

    private record ArrayBytes(NDArray array, int size, long length) implements ByteSource {
        @Override
        public ByteBuffer slice(long offset, int count) {
            if (count == 0) {
                return ByteBuffer.allocate(0);
            }
            try (NDArray flat = array.reshape(-1);
                    NDArray part = flat.get(new NDIndex().addSliceDim(offset / size, (offset + count) / size))) {
                return part.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            }
        }
    }
}
