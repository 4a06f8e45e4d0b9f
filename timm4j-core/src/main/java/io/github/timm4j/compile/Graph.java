package io.github.timm4j.compile;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A recorded forward pass; it owns the constants that were made on the way. */
final class Graph implements AutoCloseable {
    private final NDManager manager;
    private final Value input;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    Graph(NDManager manager, Value input) {
        this.manager = manager;
        this.input = input;
    }

    /** Owns the constants. */
    NDManager manager() {
        return manager;
    }

    Device device() {
        return manager.getDevice();
    }

    Value input() {
        return input;
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Value> outputs() {
        return outputs;
    }

    /**
     * The same operators with results of their own; weights are shared and stay with this graph, which is closed last.
     */
    Graph copy() {
        Graph copy = new Graph(manager, input);
        copy.names.addAll(names);
        Map<Value, Value> results = new HashMap<>();
        for (Node node : nodes) {
            Value old = node.result();
            Value result = Value.computed(old.name(), old.shape(), old.type());
            List<Argument> arguments = node.arguments().stream()
                    .map(argument -> argument.map(value -> results.getOrDefault(value, value)))
                    .toList();
            copy.nodes.add(new Node(node.op(), arguments, result, node.layer()));
            results.put(old, result);
        }
        outputs.forEach(output -> copy.outputs.add(results.getOrDefault(output, output)));
        return copy;
    }

    /** A name like the wanted one that no other weight has. */
    String unused(String wanted) {
        String base = wanted.replaceAll("\\W", "_");
        String name = base;
        for (int i = 1; !names.add(name); i++) {
            name = base + "_" + i;
        }
        return name;
    }

    /** A new weight, owned by the graph. */
    Value constant(String name, NDArray array) {
        array.attach(manager);
        return Value.weight(unused(name), array);
    }

    /** How often each value is used, outputs included. */
    Map<Value, Integer> uses() {
        Map<Value, Integer> uses = new HashMap<>();
        for (Node node : nodes) {
            node.values().forEach(value -> uses.merge(value, 1, Integer::sum));
        }
        outputs.forEach(value -> uses.merge(value, 1, Integer::sum));
        return uses;
    }

    /** Puts other values into the places of some. */
    void replace(Map<Value, Value> changes) {
        if (changes.isEmpty()) {
            return;
        }
        nodes.forEach(node -> node.map(value -> follow(changes, value)));
        outputs.replaceAll(value -> follow(changes, value));
    }

    private static Value follow(Map<Value, Value> changes, Value value) {
        Value current = value;
        while (changes.containsKey(current)) {
            current = changes.get(current);
        }
        return current;
    }

    /** Removes operators whose results nobody uses. */
    void prune() {
        Map<Value, Integer> uses = uses();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (uses.getOrDefault(node.result(), 0) == 0) {
                node.values().forEach(value -> uses.merge(value, -1, Integer::sum));
                nodes.remove(i);
            }
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
