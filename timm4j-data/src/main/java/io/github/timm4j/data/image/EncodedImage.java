package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A picture file's bytes, read only as far as they are asked for, so that a header can be judged before the rest. */
final class EncodedImage {
    private static final int START = 8192;

    /** Where a header must be found: files that go on without one are given up, endless streams too. */
    private static final int MOST_HEADER = 64 << 20;

    private byte[] bytes;
    private int length;
    private final @Nullable InputStream rest;

    EncodedImage(byte[] all) {
        bytes = all;
        length = all.length;
        rest = null;
    }

    EncodedImage(InputStream in) {
        bytes = new byte[START];
        rest = in;
    }

    /** Reads until there are as many bytes; false where the file is shorter. */
    boolean has(int count) throws IOException {
        if (rest != null && length < count) {
            if (count > MOST_HEADER) {
                throw new ImageException("no picture header in the first " + MOST_HEADER + " bytes");
            }
            int wanted = Math.max(Math.max(count, START), 2 * length);
            bytes = Arrays.copyOf(bytes, Math.max(wanted, bytes.length));
            length += rest.readNBytes(bytes, length, wanted - length);
        }
        return length >= count;
    }

    /** An unsigned byte. */
    int u8(long at) throws IOException {
        if (at > Integer.MAX_VALUE - 8 || !has((int) at + 1)) {
            throw new ImageException("truncated: the header needs byte " + at + ", the file has " + length);
        }
        return bytes[(int) at] & 0xff;
    }

    /** Two bytes, high one first. */
    int u16(long at) throws IOException {
        return u8(at) << 8 | u8(at + 1);
    }

    /** Two bytes, low one first. */
    int u16le(long at) throws IOException {
        return u8(at) | u8(at + 1) << 8;
    }

    /** Four bytes, high one first, as they are (negative above 2^31). */
    int i32(long at) throws IOException {
        return u16(at) << 16 | u16(at + 2);
    }

    /** Four bytes, low one first. */
    int i32le(long at) throws IOException {
        return u16le(at) | u16le(at + 2) << 16;
    }

    /** Whether the file holds some ASCII text at a place. */
    boolean matches(int at, String ascii) throws IOException {
        for (int i = 0; i < ascii.length(); i++) {
            if (!has(at + i + 1) || u8(at + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The whole file, which may hold up to a limit of bytes. */
    byte[] all(long limit) throws IOException {
        if (rest != null) {
            int room = (int) Math.min(limit + 1, Integer.MAX_VALUE - 8);
            byte[] more = rest.readNBytes(Math.max(0, room - length));
            byte[] joined = Arrays.copyOf(bytes, length + more.length);
            System.arraycopy(more, 0, joined, length, more.length);
            bytes = joined;
            length = joined.length;
        }
        if (length > limit) {
            throw new ImageException("the file goes on after " + limit + " bytes, more than its picture can need");
        }
        return bytes;
    }
}
