package io.github.timm4j.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** A file mapped for reading; nothing of it is on the heap. */
final class MappedFile implements ByteSource, AutoCloseable {
    /** Segments start at multiples of this and reach twice as far, so that no slice crosses an end. */
    private static final int SEGMENT_BITS = 30;

    private final MappedByteBuffer[] segments;
    private final long length;
    private volatile boolean closed;

    private MappedFile(MappedByteBuffer[] segments, long length) {
        this.segments = segments;
        this.length = length;
    }

    static MappedFile open(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long length = channel.size();
            int count = Math.toIntExact((length + (1L << SEGMENT_BITS) - 1) >>> SEGMENT_BITS);
            MappedByteBuffer[] segments = new MappedByteBuffer[count];
            for (int i = 0; i < count; i++) {
                long start = (long) i << SEGMENT_BITS;
                segments[i] =
                        channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(length - start, Integer.MAX_VALUE));
            }
            return new MappedFile(segments, length);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read weight file " + path, e);
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public ByteBuffer slice(long offset, int count) {
        if (closed) {
            throw new IllegalStateException("the weight file of this tensor is closed");
        }
        Objects.checkFromIndexSize(offset, count, length);
        if (count == 0) {
            return ByteBuffer.allocate(0);
        }
        int inside = (int) (offset & ((1L << SEGMENT_BITS) - 1));
        return segments[(int) (offset >>> SEGMENT_BITS)].slice(inside, count).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Ends reading; the mapping itself goes when its last buffer is garbage. */
    @Override
    public void close() {
        closed = true;
    }
}
