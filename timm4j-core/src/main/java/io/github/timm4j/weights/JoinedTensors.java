package io.github.timm4j.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The bytes of several tensors of one type, one after the other. */
record JoinedTensors(List<WeightTensor> parts, long length) implements ByteSource {
    JoinedTensors(List<WeightTensor> parts) {
        this(parts, parts.stream().mapToLong(WeightTensor::byteLength).reduce(0, Math::addExact));
    }

    @Override
    public ByteBuffer slice(long offset, int count) {
        ByteBuffer out = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        long start = 0;
        for (WeightTensor part : parts) {
            long inside = Math.max(0, offset - start);
            long available = part.byteLength() - inside;
            if (available > 0 && out.hasRemaining()) {
                out.put(part.slice(inside, (int) Math.min(available, out.remaining())));
            }
            start += part.byteLength();
        }
        return out.flip();
    }
}
