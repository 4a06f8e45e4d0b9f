package io.github.timm4j.weights;

import io.github.timm4j.CorruptFileException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads what pickle opcodes carry; a declared length is compared with what is left before anything is made. */
final class PickleInput {
    private static final int MAX_LINE = 512;
    private static final int MAX_INTEGER_BYTES = 1024;

    private final FileBytes file;
    private final ByteBuffer bytes;

    PickleInput(FileBytes file, ByteBuffer bytes) {
        this.file = file;
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    CorruptFileException corrupt(String reason) {
        return file.corrupt("bad pickle at byte " + bytes.position() + ": " + reason);
    }

    int position() {
        return bytes.position();
    }

    int unsignedByte() {
        need(1);
        return bytes.get() & 0xff;
    }

    int unsignedShort() {
        need(2);
        return bytes.getShort() & 0xffff;
    }

    int int32() {
        need(4);
        return bytes.getInt();
    }

    long unsignedInt() {
        return int32() & 0xffffffffL;
    }

    long int64() {
        need(8);
        return bytes.getLong();
    }

    double float64() {
        return Double.longBitsToDouble(Long.reverseBytes(int64()));
    }

    byte[] take(long length) {
        need(length);
        byte[] taken = new byte[(int) length];
        bytes.get(taken);
        return taken;
    }

    String utf8(long length) {
        need(length);
        ByteBuffer text = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
        } catch (CharacterCodingException e) {
            throw corrupt("a string is not UTF-8");
        }
    }

    /** A little-endian two's-complement integer. */
    BigInteger integer(long length) {
        if (length < 0 || length > MAX_INTEGER_BYTES) {
            throw corrupt("an integer of " + length + " bytes");
        }
        byte[] digits = take(length);
        for (int i = 0; i < digits.length / 2; i++) {
            byte low = digits[i];
            digits[i] = digits[digits.length - 1 - i];
            digits[digits.length - 1 - i] = low;
        }
        return digits.length == 0 ? BigInteger.ZERO : new BigInteger(digits);
    }

    /** Text up to the next line end, which is consumed. */
    String line() {
        int start = bytes.position();
        int length = lineLength();
        bytes.position(start);
        String line = utf8(length);
        bytes.position(start + length + 1);
        return line;
    }

    /** As {@link #line()}, a character a byte. */
    String latinLine() {
        int start = bytes.position();
        byte[] line = new byte[lineLength()];
        bytes.get(start, line);
        return new String(line, StandardCharsets.ISO_8859_1);
    }

    /** Consumes a line and its end. */
    private int lineLength() {
        int length = 0;
        while (unsignedByte() != '\n') {
            if (++length > MAX_LINE) {
                throw corrupt("a name of more than " + MAX_LINE + " bytes");
            }
        }
        return length;
    }

    /** Checks a frame's length; its content is read as if there were none. */
    void frame() {
        need(int64());
    }

    private void need(long length) {
        if (length < 0 || length > bytes.remaining()) {
            throw corrupt("truncated, " + Long.toUnsignedString(length) + " bytes wanted where " + bytes.remaining()
                    + " are left");
        }
    }
}
