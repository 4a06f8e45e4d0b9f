package io.github.timm4j.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** Bytes addressed by long offsets: a mapped file, a part of one, or what is computed from them when asked. */
interface ByteSource {
    /** The longest slice that every source serves. */
    int MAX_SLICE = 1 << 30;

    /** How many bytes there are. */
    long length();

    /**
     * Some of the bytes, read-only or private to the caller, little-endian, from position 0 to the limit; sources that
     * compute elements want whole elements.
     */
    ByteBuffer slice(long offset, int length);

    /** A part of this source as a source. */
    default ByteSource window(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, length());
        return new Window(this, offset, length);
    }

    /** Bytes on the heap; the buffer's content from position to limit, not copied. */
    static ByteSource of(ByteBuffer bytes) {
        return new Heap(bytes.slice());
    }

    /** A part of another source. */
    record Window(ByteSource whole, long start, long length) implements ByteSource {
        @Override
        public ByteBuffer slice(long offset, int count) {
            Objects.checkFromIndexSize(offset, count, length);
            return whole.slice(start + offset, count);
        }
    }

    /** One buffer. */
    record Heap(ByteBuffer bytes) implements ByteSource {
        @Override
        public long length() {
            return bytes.limit();
        }

        @Override
        public ByteBuffer slice(long offset, int count) {
            Objects.checkFromIndexSize(offset, count, length());
            return bytes.slice((int) offset, count).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
