package io.github.timm4j.compile.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A message in the wire format of <a href="https://protobuf.dev/programming-guides/encoding/">protocol buffers</a>;
 * large payloads are asked for only while it is written.
 */
final class ProtoMessage {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;
    private static final int PAYLOAD_BITS = 7;
    private static final int MORE = 0x80;

    /** Bytes of known number. */
    private interface Part {
        long size();

        void write(OutputStream out) throws IOException;
    }

    private record Bytes(byte[] content) implements Part {
        @Override
        public long size() {
            return content.length;
        }

        @Override
        public void write(OutputStream out) throws IOException {
            out.write(content);
        }
    }

    private record Late(long size, Supplier<ByteBuffer> content) implements Part {
        @Override
        public void write(OutputStream out) throws IOException {
            copy(content.get(), size, out);
        }
    }

    private record Nested(long size, ProtoMessage message) implements Part {
        @Override
        public void write(OutputStream out) throws IOException {
            message.write(out);
        }
    }

    private final List<Part> parts = new ArrayList<>();

    /** Writes a buffer and checks that it is as long as was said. */
    static void copy(ByteBuffer buffer, long size, OutputStream out) throws IOException {
        if (buffer.remaining() != size) {
            throw new IllegalStateException("expected " + size + " bytes, found " + buffer.remaining());
        }
        WritableByteChannel channel = Channels.newChannel(out);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Adds a whole number; negative ones take ten bytes. */
    ProtoMessage integer(int field, long value) {
        key(field, VARINT);
        return raw(varint(value));
    }

    /** Adds a repeated whole number, one entry each, as proto2 schemas ask for. */
    ProtoMessage integers(int field, long... values) {
        for (long value : values) {
            integer(field, value);
        }
        return this;
    }

    /** Adds a float. */
    ProtoMessage real(int field, float value) {
        key(field, FIXED_32);
        return raw(ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .array());
    }

    /** Adds a string. */
    ProtoMessage text(int field, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return delimited(field, new Bytes(utf8));
    }

    /** Adds a message, which is complete. */
    ProtoMessage message(int field, ProtoMessage value) {
        return delimited(field, new Nested(value.size(), value));
    }

    /** Adds bytes that are made while the message is written. */
    ProtoMessage bytes(int field, long size, Supplier<ByteBuffer> content) {
        return delimited(field, new Late(size, content));
    }

    long size() {
        return parts.stream().mapToLong(Part::size).sum();
    }

    void write(OutputStream out) throws IOException {
        for (Part part : parts) {
            part.write(out);
        }
    }

    private ProtoMessage delimited(int field, Part part) {
        key(field, LENGTH_DELIMITED);
        raw(varint(part.size()));
        parts.add(part);
        return this;
    }

    private void key(int field, int wireType) {
        raw(varint((long) field << 3 | wireType));
    }

    private ProtoMessage raw(byte[] bytes) {
        parts.add(new Bytes(bytes));
        return this;
    }

    private static byte[] varint(long value) {
        int length = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + PAYLOAD_BITS - 1) / PAYLOAD_BITS);
        byte[] bytes = new byte[length];
        long rest = value;
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (rest & (MORE - 1) | (i < length - 1 ? MORE : 0));
            rest >>>= PAYLOAD_BITS;
        }
        return bytes;
    }
}
