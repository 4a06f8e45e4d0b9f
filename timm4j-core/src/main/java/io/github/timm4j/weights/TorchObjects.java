package io.github.timm4j.weights;

import io.github.timm4j.CorruptFileException;
import io.github.timm4j.weights.PickleNode.Callable;
import io.github.timm4j.weights.PickleNode.DictNode;
import io.github.timm4j.weights.PickleNode.ListNode;
import io.github.timm4j.weights.PickleNode.NamespaceNode;
import io.github.timm4j.weights.PickleNode.Refused;
import io.github.timm4j.weights.PickleNode.SetNode;
import io.github.timm4j.weights.PickleNode.Storage;
import io.github.timm4j.weights.PickleNode.StorageClass;
import io.github.timm4j.weights.PickleNode.TupleNode;
import io.github.timm4j.weights.PlainValue.Int;
import io.github.timm4j.weights.PlainValue.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes what the allowed names of a pickle stand for. */
final class TorchObjects {
    private static final Pattern STORAGE_KEY = Pattern.compile("[0-9]{1,20}");

    /** How large a tensor may be that repeats elements of a smaller storage. */
    private static final long MAX_EXPANDED = 1 << 28;

    private final FileBytes file;
    private final Storages storages;

    /** Finds storages by key. */
    interface Storages {
        /**
         * A storage of a file.
         *
         * @param kind element type or none
         * @param key digits
         * @param elements how many the pickle says there are, not negative
         * @param view what the older format adds for a part of a storage, or an empty list
         */
        Storage find(StorageClass kind, String key, long elements, List<Object> view);
    }

    TorchObjects(FileBytes file, Storages storages) {
        this.file = file;
        this.storages = storages;
    }

    /** For pickles that refer to no storage. */
    static TorchObjects withoutStorages(FileBytes file) {
        return new TorchObjects(file, (kind, key, elements, view) -> {
            throw file.corrupt("a storage where none belongs");
        });
    }

    /** A dictionary's key or a set's item. */
    PlainValue key(Object node) {
        if (node instanceof Text
                || node instanceof Int
                || node instanceof PlainValue.Real
                || node instanceof PlainValue.Bool
                || node instanceof PlainValue.None) {
            return (PlainValue) node;
        }
        if (node == Refused.REFUSED) {
            return PlainValue.None.NONE;
        }
        throw file.corrupt("a dictionary key or set item is neither a string, a number nor None");
    }

    /** Handles {@code ("storage", class, key, location, elements[, view])}; the location is of no interest. */
    Object persistent(Object id) {
        if (id instanceof TupleNode tuple
                && tuple.items().size() >= 5
                && tuple.items().get(0).equals(new Text("storage"))
                && tuple.items().get(1) instanceof StorageClass kind) {
            List<Object> items = tuple.items();
            String key = argument(items, 2, Text.class).value();
            if (!STORAGE_KEY.matcher(key).matches()) {
                throw file.corrupt("storage key '" + key + "' is not plain digits");
            }
            return storages.find(kind, key, size(items.get(4)), items.subList(5, items.size()));
        }
        throw file.corrupt("a persistent id that names no storage");
    }

    Object call(Object callee, Object arguments) {
        if (callee == Refused.REFUSED) {
            return Refused.REFUSED;
        }
        if (!(callee instanceof Callable callable) || !(arguments instanceof TupleNode tuple)) {
            throw file.corrupt("a call of what cannot be called");
        }
        if (tuple.items().contains(Refused.REFUSED)) {
            return Refused.REFUSED;
        }
        return call(callable, tuple.items());
    }

    private Object call(Callable callable, List<Object> arguments) {
        return switch (callable) {
            case ORDERED_DICT, COUNTER -> dict(arguments);
            case SET -> set(arguments);
            case BYTEARRAY -> arguments.isEmpty() ? new PlainValue.Bytes(new byte[0]) : bytes(arguments);
            case ENCODE -> bytes(arguments);
            case COMPLEX ->
                new PlainValue.Complex(
                        argument(arguments, 0, PlainValue.Real.class).value(),
                        argument(arguments, 1, PlainValue.Real.class).value());
            case NAMESPACE -> {
                requireCount(arguments, 0);
                yield new NamespaceNode();
            }
            case SIZE -> argument(arguments, 0, TupleNode.class);
            case DEVICE -> device(arguments);
            case LAYOUT ->
                new PlainValue.Symbol(argument(arguments, 0, Text.class).value());
            case REBUILD_TENSOR -> tensor(arguments, null, 4);
            case REBUILD_TENSOR_V2 -> tensor(arguments, null, 6);
            case REBUILD_TENSOR_V3 -> tensor(arguments, argument(arguments, 6, PlainValue.Symbol.class), 7);
            case REBUILD_PARAMETER, REBUILD_PARAMETER_WITH_STATE, PARAMETER_CLASS ->
                argument(arguments, 0, PlainValue.Tensor.class);
            case REBUILD_FROM_TYPE ->
                call(argument(arguments, 0, Callable.class), argument(arguments, 2, TupleNode.class));
            case TENSOR_CLASS -> throw file.corrupt("a tensor without data");
        };
    }

    private Object dict(List<Object> arguments) {
        DictNode dict = new DictNode();
        if (arguments.isEmpty()) {
            return dict;
        }
        if (arguments.get(0) instanceof DictNode other) {
            dict.items().putAll(other.items());
            return dict;
        }
        for (Object pair : argument(arguments, 0, ListNode.class).items()) {
            List<Object> items = items(pair);
            requireCount(items, 2);
            dict.items().put(key(items.get(0)), items.get(1));
        }
        return dict;
    }

    private Object set(List<Object> arguments) {
        SetNode set = new SetNode();
        if (!arguments.isEmpty()) {
            items(arguments.get(0)).forEach(item -> set.items().add(key(item)));
        }
        return set;
    }

    /** Bytes as a protocol 2 pickle has them: characters up to 255, or bytes already. */
    private Object bytes(List<Object> arguments) {
        if (!arguments.isEmpty() && arguments.get(0) instanceof PlainValue.Bytes bytes) {
            return bytes;
        }
        String text = argument(arguments, 0, Text.class).value();
        if (text.chars().anyMatch(c -> c > 0xff)) {
            throw file.corrupt("bytes given as text hold a character above 255");
        }
        return new PlainValue.Bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Object device(List<Object> arguments) {
        String name = argument(arguments, 0, Text.class).value();
        return new PlainValue.Device(arguments.size() < 2 ? name : name + ":" + size(arguments.get(1)));
    }

    /** Arguments: storage, offset, sizes, strides, then what training needs, then a dictionary that must be empty. */
    private Object tensor(List<Object> arguments, PlainValue.@Nullable Symbol dtype, int plain) {
        Storage storage = argument(arguments, 0, Storage.class);
        if (arguments.size() < plain || arguments.size() > plain + 1 || !nothing(arguments, plain)) {
            throw file.corrupt("a tensor is rebuilt with unknown arguments or metadata");
        }
        TensorType type = dtype == null ? storage.type() : PickleNames.type(dtype);
        if (type == null) {
            throw file.corrupt("a tensor of unknown type " + dtype);
        }
        long[] sizes = sizes(arguments.get(2));
        long[] strides = sizes(arguments.get(3));
        try {
            Layout layout = new Layout(sizes, strides, size(arguments.get(1)));
            WeightTensor tensor = WeightTensor.view(type, layout, storage.bytes(), storage.bigEndian());
            if (tensor.byteLength() > Math.max(storage.bytes().length(), MAX_EXPANDED)) {
                throw file.corrupt("a tensor that repeats its storage to " + tensor.byteLength() + " bytes");
            }
            return PlainValue.of(tensor);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw file.corrupt("a tensor does not lie inside its storage: " + e.getMessage(), e);
        }
    }

    private static boolean nothing(List<Object> arguments, int index) {
        return arguments.size() <= index
                || arguments.get(index) == PlainValue.None.NONE
                || (arguments.get(index) instanceof DictNode dict
                        && dict.items().isEmpty());
    }

    private long[] sizes(Object node) {
        return items(node).stream().mapToLong(this::size).toArray();
    }

    private long size(Object node) {
        if (node instanceof Int number
                && number.value().signum() >= 0
                && number.value().bitLength() < Long.SIZE) {
            return number.value().longValueExact();
        }
        throw file.corrupt("a size, stride, offset or count is no whole number from 0 to 2^63: " + describe(node));
    }

    private List<Object> items(Object node) {
        if (node instanceof TupleNode tuple) {
            return tuple.items();
        }
        if (node instanceof ListNode list) {
            return list.items();
        }
        throw file.corrupt("a tuple or list was expected, found " + describe(node));
    }

    private <T> T argument(List<Object> arguments, int index, Class<T> type) {
        if (index < arguments.size() && type.isInstance(arguments.get(index))) {
            return type.cast(arguments.get(index));
        }
        throw file.corrupt("argument " + index + " of a call is no " + type.getSimpleName());
    }

    private void requireCount(List<Object> items, int count) {
        if (items.size() != count) {
            throw new CorruptFileException(file.name() + ": " + items.size() + " items where " + count + " belong");
        }
    }

    /** Never the content of a container, which may contain itself. */
    private static String describe(Object node) {
        return node instanceof Int number
                ? number.value().toString()
                : node.getClass().getSimpleName();
    }
}
