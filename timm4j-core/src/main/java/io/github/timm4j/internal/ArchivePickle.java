package io.github.timm4j.internal;

import ai.djl.ndarray.types.DataType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The few pickle opcodes that an archive's data needs. */
final class ArchivePickle {
    static final int FALSE = 0x89;

    private static final int[] CHANNELS_LAST = {0, 2, 3, 1};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ArchivePickle raw(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    ArchivePickle global(String module, String name) {
        out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    ArchivePickle text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        int32(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    ArchivePickle tensor(int key, StoredTensor stored) {
        long[] shape = stored.array().getShape().getShape();
        long[] strides = new long[shape.length];
        long count = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            int d = stored.channelsLast() ? CHANNELS_LAST[i] : i;
            strides[d] = count;
            count *= shape[d];
        }
        global("torch._utils", "_rebuild_tensor_v2").raw('(', '(').text("storage");
        global("torch", storage(stored.type())).text(Integer.toString(key)).text("cpu");
        integer(count).raw('t', 'Q').integer(0).tuple(shape).tuple(strides).raw(FALSE);
        return global("collections", "OrderedDict").raw(')', 'R', 't', 'R');
    }

    private ArchivePickle tuple(long[] values) {
        raw('(');
        for (long value : values) {
            integer(value);
        }
        return raw('t');
    }

    private ArchivePickle integer(long value) {
        if (value == (int) value) {
            out.write('J');
            int32((int) value);
        } else {
            raw(0x8a, Long.BYTES);
            int32((int) value);
            int32((int) (value >> Integer.SIZE));
        }
        return this;
    }

    private void int32(int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            out.write(value >> (Byte.SIZE * i));
        }
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private static String storage(DataType type) {
        return switch (type) {
            case FLOAT32 -> "FloatStorage";
            case FLOAT16 -> "HalfStorage";
            case BFLOAT16 -> "BFloat16Storage";
            case FLOAT64 -> "DoubleStorage";
            case INT64 -> "LongStorage";
            case INT32 -> "IntStorage";
            case UINT8 -> "ByteStorage";
            case BOOLEAN -> "BoolStorage";
            default -> throw new IllegalArgumentException("no TorchScript storage for " + type);
        };
    }
}
