package io.github.timm4j.compile;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.internal.ScriptArchive;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a graph as a TorchScript archive. */
final class Emitter {
    private Emitter() {}

    static ScriptArchive archive(Program program) {
        Graph graph = program.graph();
        boolean channelsLast = program.channelsLast();
        ScriptArchive archive = new ScriptArchive();
        for (Value value : weights(graph)) {
            NDArray array = value.weight();
            if (array != null) {
                boolean map = array.getShape().dimension() == 4;
                archive.tensor(value.name(), array, channelsLast && map);
            }
        }
        program.packing()
                .forEach((value, packing) -> archive.unpack(value.name(), packing.replace("%s", value.text())));
        return archive.method("forward(self: __torch__.M, x: Tensor)", type(graph), body(graph, channelsLast));
    }

    private static Set<Value> weights(Graph graph) {
        Set<Value> weights = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            node.values().stream().filter(Value::isWeight).forEach(weights::add);
        }
        graph.outputs().stream().filter(Value::isWeight).forEach(weights::add);
        return weights;
    }

    private static String body(Graph graph, boolean channelsLast) {
        StringBuilder body = new StringBuilder("    B = torch.size(x, 0)\n");
        if (channelsLast) {
            body.append("    x = torch.contiguous(x, memory_format=2)\n");
        }
        for (Node node : graph.nodes()) {
            body.append("    ")
                    .append(node.result().name())
                    .append(" = ")
                    .append(node.text())
                    .append('\n');
        }
        return body.append("    return ")
                .append(result(graph.outputs()))
                .append('\n')
                .toString();
    }

    private static String result(List<Value> outputs) {
        String list = outputs.stream().map(Value::text).collect(Collectors.joining(", "));
        return outputs.size() == 1 ? list : "(" + list + ")";
    }

    private static String type(Graph graph) {
        List<Value> outputs = graph.outputs();
        return outputs.size() == 1
                ? "Tensor"
                : outputs.stream().map(output -> "Tensor").collect(Collectors.joining(", ", "Tuple[", "]"));
    }
}
