package io.github.timm4j.compile.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the wire format of protocol buffers, by its specification and not by the writer. */
final class ProtoReader {
    /** A field's number and its value: a {@code Long}, a {@code Float} or {@code byte[]}. */
    record Field(int number, Object value) {
        String text() {
            return new String((byte[]) value, StandardCharsets.UTF_8);
        }

        List<Field> message() {
            return read((byte[]) value);
        }
    }

    private ProtoReader() {}

    static List<Field> read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Field> fields = new ArrayList<>();
        while (in.hasRemaining()) {
            long key = varint(in);
            int number = (int) (key >> 3);
            fields.add(new Field(
                    number,
                    switch ((int) (key & 7)) {
                        case 0 -> varint(in);
                        case 2 -> bytes(in, Math.toIntExact(varint(in)));
                        case 5 -> in.getFloat();
                        default -> throw new IllegalArgumentException("wire type " + (key & 7));
                    }));
        }
        return fields;
    }

    /** The values of one field, in order. */
    static List<Field> all(List<Field> message, int number) {
        return message.stream().filter(field -> field.number() == number).toList();
    }

    /** The only value of a field. */
    static Field only(List<Field> message, int number) {
        List<Field> found = all(message, number);
        if (found.size() != 1) {
            throw new IllegalArgumentException("field " + number + " is there " + found.size() + " times");
        }
        return found.get(0);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        int shift = 0;
        while (true) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
            shift += 7;
        }
    }
}
