package io.github.timm4j.weights;

import java.nio.ByteBuffer;

/** Converts runs of elements from one type to another. */
final class ElementCodec {
    private ElementCodec() {}

    /** Whether {@link #convert} knows the pair. */
    static boolean converts(TensorType from, TensorType to) {
        boolean known = from.bits() >= 8 && from != TensorType.C64;
        return switch (to) {
            case F32, F64, F16, BF16 -> known;
            case I64 -> known;
            case I32 -> known && !from.isFloating();
            default -> false;
        };
    }

    /**
     * Converts all of {@code in}; both buffers little-endian. Floating targets round to nearest; integers must hold
     * whole numbers, and of others I64 keeps what is before the point, as PyTorch does.
     */
    static void convert(TensorType from, ByteBuffer in, TensorType to, ByteBuffer out) {
        int size = from.bytes();
        int count = in.remaining() / size;
        switch (to) {
            case F32 -> toFloats(from, in, out);
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    out.putShort(FloatFormats.toHalf((float) real(from, in, i * size)));
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    out.putShort(FloatFormats.toBfloat16((float) real(from, in, i * size)));
                }
            }
            case F64 -> {
                for (int i = 0; i < count; i++) {
                    out.putDouble(real(from, in, i * size));
                }
            }
            case I64 -> {
                for (int i = 0; i < count; i++) {
                    out.putLong(from.isFloating() ? (long) real(from, in, i * size) : integer(from, in, i * size));
                }
            }
            case I32 -> {
                for (int i = 0; i < count; i++) {
                    out.putInt(Math.toIntExact(integer(from, in, i * size)));
                }
            }
            default -> throw new UnsupportedOperationException("no conversion from " + from + " to " + to);
        }
    }

    private static void toFloats(TensorType from, ByteBuffer in, ByteBuffer out) {
        int size = from.bytes();
        int end = in.remaining();
        switch (from) {
            case F16 -> {
                for (int at = 0; at < end; at += size) {
                    out.putFloat(FloatFormats.half(in.getShort(at)));
                }
            }
            case BF16 -> {
                for (int at = 0; at < end; at += size) {
                    out.putFloat(FloatFormats.bfloat16(in.getShort(at)));
                }
            }
            default -> {
                for (int at = 0; at < end; at += size) {
                    out.putFloat((float) real(from, in, at));
                }
            }
        }
    }

    private static double real(TensorType type, ByteBuffer in, int at) {
        return switch (type) {
            case F64 -> in.getDouble(at);
            case F32 -> in.getFloat(at);
            case F16 -> FloatFormats.half(in.getShort(at));
            case BF16 -> FloatFormats.bfloat16(in.getShort(at));
            case F8_E4M3, F8_E5M2, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ -> FloatFormats.eightBit(type, in.get(at));
            case U64 -> unsigned(in.getLong(at));
            default -> integer(type, in, at);
        };
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }

    private static long integer(TensorType type, ByteBuffer in, int at) {
        return switch (type) {
            case BOOL -> in.get(at) == 0 ? 0 : 1;
            case U8 -> in.get(at) & 0xff;
            case I8 -> in.get(at);
            case U16 -> in.getShort(at) & 0xffff;
            case I16 -> in.getShort(at);
            case U32 -> in.getInt(at) & 0xffffffffL;
            case I32 -> in.getInt(at);
            case I64 -> in.getLong(at);
            case U64 -> {
                if (in.getLong(at) < 0) {
                    throw new ArithmeticException(Long.toUnsignedString(in.getLong(at)) + " passes the signed range");
                }
                yield in.getLong(at);
            }
            default -> throw new UnsupportedOperationException(type + " elements are no integers");
        };
    }
}
