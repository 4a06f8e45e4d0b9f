package io.github.timm4j.train.checkpoint;

import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.WeightTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Changes of several parts of which either all happen or none. */
final class Restoration {
    private static final int CHUNK = 1 << 24;

    private final Deque<Runnable> back = new ArrayDeque<>();

    /**
     * Puts a state into a part; what the part held is copied before, so that it can be put back.
     *
     * @param held the part's present state
     * @param wanted the new one
     * @param part takes either
     */
    void change(PlainValue held, PlainValue wanted, Consumer<PlainValue> part) {
        PlainValue copy = copy(held);
        back.push(() -> part.accept(copy));
        part.accept(wanted);
    }

    /** The same for weights. */
    void weights(
            Map<String, WeightTensor> held,
            Map<String, WeightTensor> wanted,
            Consumer<Map<String, WeightTensor>> part) {
        Map<String, WeightTensor> copies = new LinkedHashMap<>();
        held.forEach((key, tensor) -> copies.put(key, copy(tensor)));
        back.push(() -> part.accept(copies));
        part.accept(wanted);
    }

    /** A change and what undoes it. */
    void change(Runnable change, Runnable undo) {
        back.push(undo);
        change.run();
    }

    /** Puts back what all parts held, the last change first. */
    void undo(Throwable cause) {
        for (Runnable step : back) {
            try {
                step.run();
            } catch (RuntimeException e) {
                cause.addSuppressed(e);
            }
        }
        back.clear();
    }

    private static PlainValue copy(PlainValue value) {
        if (value instanceof PlainValue.Tensor tensor) {
            return new PlainValue.Tensor(copy(tensor.value()));
        }
        if (value instanceof PlainValue.Items list) {
            return new PlainValue.Items(copies(list.items()));
        }
        if (value instanceof PlainValue.Tuple tuple) {
            return new PlainValue.Tuple(copies(tuple.items()));
        }
        if (value instanceof PlainValue.Dict dict) {
            Map<PlainValue, PlainValue> items = new LinkedHashMap<>();
            dict.items().forEach((key, item) -> items.put(key, copy(item)));
            return new PlainValue.Dict(items);
        }
        return value;
    }

    private static List<PlainValue> copies(List<PlainValue> items) {
        List<PlainValue> copies = new ArrayList<>();
        items.forEach(item -> copies.add(copy(item)));
        return copies;
    }

    private static WeightTensor copy(WeightTensor tensor) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.toIntExact(tensor.byteLength())).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            bytes.put(tensor.slice(bytes.position(), Math.min(CHUNK, bytes.remaining())));
        }
        return WeightTensor.of(tensor.type(), bytes.flip(), tensor.shape());
    }
}
