package io.github.timm4j.weights;

import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bytes that only exist as a whole (unpacked, gathered): made when first asked for, given up when memory is short. */
final class SoftBytes implements ByteSource {
    private final long length;
    private final Supplier<ByteBuffer> maker;
    private SoftReference<@Nullable ByteBuffer> whole = new SoftReference<>(null);

    SoftBytes(long length, Supplier<ByteBuffer> maker) {
        this.length = length;
        this.maker = maker;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public ByteBuffer slice(long offset, int count) {
        Objects.checkFromIndexSize(offset, count, length);
        return whole().slice((int) offset, count).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private synchronized ByteBuffer whole() {
        ByteBuffer bytes = whole.get();
        if (bytes == null) {
            bytes = maker.get();
            whole = new SoftReference<>(bytes);
        }
        return bytes;
    }
}
