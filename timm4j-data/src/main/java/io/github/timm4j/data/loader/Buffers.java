package io.github.timm4j.data.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;

/** Direct buffers of one size, used again and again. */
final class Buffers {
    private final int bytes;
    private final Deque<ByteBuffer> free = new ArrayDeque<>();
    private int allocated;

    Buffers(int bytes) {
        this.bytes = bytes;
    }

    synchronized ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        if (buffer == null) {
            allocated++;
            return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        return buffer.clear();
    }

    /** How many there ever were. */
    synchronized int allocated() {
        return allocated;
    }

    synchronized void give(ByteBuffer buffer) {
        free.add(buffer);
    }

    synchronized void clear() {
        free.clear();
    }
}
