package io.github.timm4j.data.reader;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A stream that knows how far it was read. */
final class ByteCursor {
    private final InputStream in;
    private final long length;
    private long position;

    /** Reads a stream of known length, or of {@link Long#MAX_VALUE} where nobody knows. */
    ByteCursor(InputStream in, long length) {
        this.in = in;
        this.length = length;
    }

    long position() {
        return position;
    }

    long length() {
        return length;
    }

    /** The next bytes, fewer at the end of the stream; memory grows with what is there, not with what is asked for. */
    byte[] readUpTo(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        position += bytes.length;
        return bytes;
    }

    byte[] read(int count) throws IOException {
        byte[] bytes = readUpTo(count);
        if (bytes.length < count) {
            throw new EOFException("the file ends at byte " + position + ", " + (count - bytes.length) + " too early");
        }
        return bytes;
    }

    /** The next bytes, or null at the end of the stream; an error where it ends within them. */
    byte @Nullable [] readOrEnd(int count) throws IOException {
        byte[] bytes = readUpTo(count);
        if (bytes.length == 0) {
            return null;
        }
        if (bytes.length < count) {
            throw new EOFException("the file ends at byte " + position + " within a block of " + count);
        }
        return bytes;
    }

    /** Goes forward to a place, which must not lie behind the end of the stream. */
    void skipTo(long target) throws IOException {
        if (target > length) {
            throw new EOFException("the file ends at byte " + length + " before " + target);
        }
        in.skipNBytes(target - position);
        position = target;
    }
}
