package io.github.timm4j.data.reader;

import io.github.timm4j.CorruptFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads protocol-buffer fields one after the other. */
final class ProtoCursor {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteBuffer buffer;
    private int field;
    private int kind;

    ProtoCursor(ByteBuffer buffer) {
        this.buffer = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Goes to the next field; false at the end. */
    boolean next() {
        if (!buffer.hasRemaining()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        kind = (int) (tag & 7);
        return true;
    }

    int field() {
        return field;
    }

    boolean isBytes() {
        return kind == BYTES;
    }

    boolean hasRemaining() {
        return buffer.hasRemaining();
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte part = one();
            value |= (part & 0x7fL) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new CorruptFileException("a number of more than ten bytes in a protocol buffer");
    }

    float float32() {
        need(Float.BYTES);
        return buffer.getFloat();
    }

    ByteBuffer bytes() {
        long length = varint();
        if (kind != BYTES || length < 0 || length > buffer.remaining()) {
            throw new CorruptFileException(
                    "a protocol buffer field of " + length + " bytes where " + buffer.remaining() + " are left");
        }
        ByteBuffer bytes = buffer.slice(buffer.position(), (int) length);
        buffer.position(buffer.position() + (int) length);
        return bytes;
    }

    void skip() {
        switch (kind) {
            case VARINT -> varint();
            case FIXED64 -> move(Long.BYTES);
            case FIXED32 -> move(Integer.BYTES);
            case BYTES -> bytes();
            default -> throw new CorruptFileException("unknown kind " + kind + " of field in a protocol buffer");
        }
    }

    private void move(int bytes) {
        need(bytes);
        buffer.position(buffer.position() + bytes);
    }

    private byte one() {
        need(1);
        return buffer.get();
    }

    private void need(int bytes) {
        if (buffer.remaining() < bytes) {
            throw new CorruptFileException("a protocol buffer ends too early");
        }
    }
}
