package io.github.timm4j.weights;

import io.github.timm4j.weights.PickleNode.Storage;
import io.github.timm4j.weights.PickleNode.StorageClass;
import io.github.timm4j.weights.PickleNode.TupleNode;
import io.github.timm4j.weights.PlainValue.Int;
import io.github.timm4j.weights.PlainValue.Text;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads PyTorch's format before 1.6: pickles of a magic number, a version, the writer's system and the content, then the
 * storages' keys as a pickle and, for each, its length and bytes.
 */
final class TorchLegacyReader {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final int VERSION = 1001;

    private final FileBytes file;
    private final Map<String, Pending> storages = new LinkedHashMap<>();
    private long position;

    private TorchLegacyReader(FileBytes file) {
        this.file = file;
    }

    static WeightFile.Content read(FileBytes file) {
        return WeightFile.Content.tree(WeightFormat.TORCH_LEGACY, new TorchLegacyReader(file).read());
    }

    private PlainValue read() {
        TorchObjects plain = TorchObjects.withoutStorages(file);
        if (!pickle(plain).equals(new Int(MAGIC))) {
            throw file.corrupt("a pickle, but not one that begins with PyTorch's magic number");
        }
        PlainValue version = pickle(plain);
        if (!version.equals(PlainValue.of(VERSION))) {
            throw file.corrupt("PyTorch's old format in version " + version + ", only " + VERSION + " is known");
        }
        pickle(plain);
        PlainValue content = pickle(new TorchObjects(file, this::storage));
        if (!(pickle(plain) instanceof PlainValue.Items keys)) {
            throw file.corrupt("no list of storage keys follows the content");
        }
        for (PlainValue key : keys.items()) {
            bind(key);
        }
        storages.forEach((key, pending) -> {
            if (pending.bytes == null) {
                throw file.corrupt("storage '" + key + "' is missing");
            }
        });
        return content;
    }

    private PlainValue pickle(TorchObjects objects) {
        long available = Math.min(file.length() - position, ByteSource.MAX_SLICE);
        ByteBuffer bytes = file.slice(position, available, "a pickle");
        PickleInput in = new PickleInput(file, bytes);
        PlainValue value = new Unpickler(in, objects).load();
        position += in.position();
        return value;
    }

    /** The pickle comes before the storages: their bytes are bound later, their lengths are known now. */
    private Storage storage(StorageClass kind, String key, long elements, List<Object> view) {
        int size = kind.type() == null ? 1 : kind.type().bytes();
        if (elements > file.length() / size) {
            throw file.corrupt("truncated: storage '" + key + "' should hold " + elements + " elements");
        }
        Pending pending = storages.computeIfAbsent(key, k -> new Pending(elements, size));
        if (pending.elements != elements || pending.elementBytes != size) {
            throw file.corrupt("storage '" + key + "' is described in two ways");
        }
        return new Storage(kind.type(), part(pending, view), false);
    }

    /** The whole storage, or what a triple of key, first element and number of elements says. */
    private ByteSource part(Pending pending, List<Object> view) {
        if (view.isEmpty() || view.get(0) == PlainValue.None.NONE) {
            return pending;
        }
        if (view.get(0) instanceof TupleNode triple
                && triple.items().size() == 3
                && triple.items().get(1) instanceof Int first
                && triple.items().get(2) instanceof Int count
                && within(first, count, pending.elements)) {
            long size = pending.elementBytes;
            return pending.window(
                    first.value().longValueExact() * size, count.value().longValueExact() * size);
        }
        throw file.corrupt("a view of a storage that does not lie inside it");
    }

    private static boolean within(Int first, Int count, long elements) {
        return first.value().signum() >= 0
                && count.value().signum() >= 0
                && first.value().add(count.value()).compareTo(BigInteger.valueOf(elements)) <= 0;
    }

    private void bind(PlainValue key) {
        Pending pending = key instanceof Text text ? storages.get(text.value()) : null;
        if (pending == null || pending.bytes != null) {
            throw file.corrupt("storage key " + key + " is listed but not used, or listed twice");
        }
        long elements = file.slice(position, Long.BYTES, "a storage's length").getLong(0);
        if (elements != pending.elements) {
            throw file.corrupt(
                    "storage " + key + " has " + elements + " elements where the pickle says " + pending.elements);
        }
        pending.bytes = file.window(position + Long.BYTES, pending.length(), "storage " + key);
        position += Long.BYTES + pending.length();
    }

    /** A storage whose place in the file is not known yet. */
    private static final class Pending implements ByteSource {
        private final long elements;
        private final int elementBytes;
        private @Nullable ByteSource bytes;

        Pending(long elements, int elementBytes) {
            this.elements = elements;
            this.elementBytes = elementBytes;
        }

        @Override
        public long length() {
            return elements * elementBytes;
        }

        @Override
        public ByteBuffer slice(long offset, int count) {
            return Objects.requireNonNull(bytes).slice(offset, count);
        }
    }
}
