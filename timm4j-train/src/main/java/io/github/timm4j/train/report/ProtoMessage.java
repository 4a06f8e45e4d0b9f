package io.github.timm4j.train.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the fields of one protocol-buffer message. */
final class ProtoMessage {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ProtoMessage number(int field, long value) {
        return head(field, VARINT).varint(value);
    }

    ProtoMessage float64(int field, double value) {
        return head(field, FIXED64).raw(little(Double.BYTES).putDouble(value).array());
    }

    ProtoMessage float32(int field, float value) {
        return head(field, FIXED32).raw(little(Float.BYTES).putFloat(value).array());
    }

    ProtoMessage text(int field, String value) {
        return sized(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtoMessage message(int field, ProtoMessage value) {
        return sized(field, value.bytes());
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private ProtoMessage sized(int field, byte[] bytes) {
        return head(field, BYTES).varint(bytes.length).raw(bytes);
    }

    private ProtoMessage head(int field, int kind) {
        return varint((long) field << 3 | kind);
    }

    private ProtoMessage varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    private ProtoMessage raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
