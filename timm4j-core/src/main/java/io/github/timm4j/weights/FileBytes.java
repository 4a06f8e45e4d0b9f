package io.github.timm4j.weights;

import io.github.timm4j.CorruptFileException;
import java.nio.ByteBuffer;

/** The bytes of a file and the name that messages give it. */
record FileBytes(String name, ByteSource bytes) {
    CorruptFileException corrupt(String reason) {
        return new CorruptFileException(name + ": " + reason);
    }

    CorruptFileException corrupt(String reason, Throwable cause) {
        return new CorruptFileException(name + ": " + reason, cause);
    }

    long length() {
        return bytes.length();
    }

    /** A slice that must lie inside the file. */
    ByteBuffer slice(long offset, long count, String what) {
        requireInside(offset, count, what);
        if (count > ByteSource.MAX_SLICE) {
            throw corrupt(what + " of " + count + " bytes is beyond the limit of " + ByteSource.MAX_SLICE);
        }
        return bytes.slice(offset, (int) count);
    }

    /** A part that must lie inside the file. */
    ByteSource window(long offset, long count, String what) {
        requireInside(offset, count, what);
        return bytes.window(offset, count);
    }

    private void requireInside(long offset, long count, String what) {
        if (offset < 0 || count < 0 || count > length() - offset) {
            throw corrupt(String.format(
                    "truncated or corrupt: %s needs %d bytes at %d, the file has %d", what, count, offset, length()));
        }
    }
}
