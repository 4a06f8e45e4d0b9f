package io.github.timm4j.weights;

import io.github.timm4j.weights.PickleNode.DictNode;
import io.github.timm4j.weights.PickleNode.ListNode;
import io.github.timm4j.weights.PickleNode.NamespaceNode;
import io.github.timm4j.weights.PickleNode.SetNode;
import io.github.timm4j.weights.PickleNode.Storage;
import io.github.timm4j.weights.PickleNode.StorageClass;
import io.github.timm4j.weights.PickleNode.TupleNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the containers of a pickle into an immutable tree.
 *
 * <p>A pickle can nest without end, contain itself, or share one list so often that a walk over it never returns. Each
 * container is visited once; depth, and size as a walker would meet it, are limited; cycles are refused.
 */
final class PlainTree {
    private static final int MAX_DEPTH = 200;
    private static final long MAX_WALK = 10_000_000;

    private final PickleInput in;
    private final IdentityHashMap<Object, @Nullable Frozen> known = new IdentityHashMap<>();

    /** A finished value with its height and the number of values that a walk meets. */
    private record Frozen(PlainValue value, int height, long walk) {}

    private PlainTree(PickleInput in) {
        this.in = in;
    }

    static PlainValue freeze(Object root, PickleInput in) {
        return new PlainTree(in).visit(root, 0).value();
    }

    private Frozen visit(Object node, int depth) {
        if (node instanceof PlainValue value) {
            return new Frozen(value, 0, 1);
        }
        if (isEmpty(node)) {
            return freeze(node, depth);
        }
        Frozen done = known.get(node);
        if (done == null) {
            if (known.containsKey(node)) {
                throw in.corrupt("a container contains itself");
            }
            known.put(node, null);
            done = freeze(node, Math.addExact(depth, 1));
            known.put(node, done);
        }
        if (depth + done.height() > MAX_DEPTH || done.walk() > MAX_WALK) {
            throw in.corrupt(
                    "containers nest more than " + MAX_DEPTH + " deep or repeat beyond " + MAX_WALK + " values");
        }
        return done;
    }

    /** What holds nothing needs no memory of having been seen, of which a hostile pickle could take much. */
    private static boolean isEmpty(Object node) {
        return (node instanceof ListNode list && list.items().isEmpty())
                || (node instanceof TupleNode tuple && tuple.items().isEmpty())
                || (node instanceof DictNode dict && dict.items().isEmpty());
    }

    private Frozen freeze(Object node, int depth) {
        if (depth > MAX_DEPTH) {
            throw in.corrupt("containers nest more than " + MAX_DEPTH + " deep");
        }
        if (node instanceof ListNode list) {
            List<Frozen> items = visitAll(list.items(), depth);
            return container(new PlainValue.Items(values(items)), items);
        }
        if (node instanceof TupleNode tuple) {
            List<Frozen> items = visitAll(tuple.items(), depth);
            return container(new PlainValue.Tuple(values(items)), items);
        }
        if (node instanceof SetNode set) {
            return new Frozen(
                    new PlainValue.Unordered(new ArrayList<>(set.items())),
                    1,
                    set.items().size() + 1L);
        }
        if (node instanceof DictNode dict) {
            List<Frozen> items = visitAll(dict.items().values(), depth);
            return container(new PlainValue.Dict(zip(dict.items().keySet(), items)), items);
        }
        if (node instanceof NamespaceNode namespace) {
            List<Frozen> items = visitAll(namespace.attributes().values(), depth);
            return container(new PlainValue.Namespace(zip(namespace.attributes().keySet(), items)), items);
        }
        return new Frozen(leaf(node), 0, 1);
    }

    private PlainValue leaf(Object node) {
        if (node instanceof Storage storage) {
            TensorType type = storage.type() == null ? TensorType.U8 : storage.type();
            Layout layout = Layout.contiguous(storage.bytes().length() / type.bytes());
            return PlainValue.of(WeightTensor.view(type, layout, storage.bytes(), storage.bigEndian()));
        }
        if (node instanceof StorageClass || node instanceof PickleNode.Callable) {
            return new PlainValue.Symbol(node.toString());
        }
        throw in.corrupt("a value of no known kind");
    }

    private List<Frozen> visitAll(Collection<Object> nodes, int depth) {
        List<Frozen> items = new ArrayList<>(nodes.size());
        for (Object node : nodes) {
            items.add(visit(node, depth));
        }
        return items;
    }

    private static Frozen container(PlainValue value, List<Frozen> items) {
        int height = 0;
        long walk = 1;
        for (Frozen item : items) {
            height = Math.max(height, item.height());
            walk += item.walk();
        }
        return new Frozen(value, height + 1, walk);
    }

    private static List<PlainValue> values(List<Frozen> items) {
        return items.stream().map(Frozen::value).toList();
    }

    private static <K> Map<K, PlainValue> zip(Collection<K> keys, List<Frozen> items) {
        Map<K, PlainValue> map = new LinkedHashMap<>();
        int next = 0;
        for (K key : keys) {
            map.put(key, items.get(next++).value());
        }
        return map;
    }
}
