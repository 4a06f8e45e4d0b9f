package io.github.timm4j.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lets activations and sums overwrite an operand that is new and that nobody reads afterwards. */
final class InPlace {
    /** Operators whose result is always a tensor of its own. */
    private static final Set<String> FRESH = Set.of(
            "torch.conv2d",
            "torch.batch_norm",
            "torch.linear",
            "torch.add",
            "torch.add_",
            "torch.mul",
            "torch.mul_",
            "torch.matmul",
            "torch.layer_norm",
            "torch.cat",
            "torch.avg_pool2d",
            "torch.mean",
            "torch.sub",
            "torch.div");

    private static final Set<String> ELEMENTWISE = Set.of(
            "torch.relu",
            "torch.silu",
            "torch.sigmoid",
            "torch.hardswish",
            "torch.hardsigmoid",
            "torch.relu6",
            "torch.tanh",
            "torch.mish",
            "torch.leaky_relu",
            "torch.elu",
            "torch.clamp");

    /** Operators whose result never shares memory with an operand, so that the operand is dead after its last use. */
    private static boolean copies(Node node) {
        return FRESH.contains(node.op())
                || ELEMENTWISE.contains(node.op())
                || node.op().startsWith("ops.mkldnn.");
    }

    private static boolean isFresh(Node node) {
        return copies(node) || node.op().endsWith("_");
    }

    private final Map<Value, List<Node>> users = new HashMap<>();
    private final Set<Value> outputs;

    private InPlace(Graph graph) {
        outputs = new HashSet<>(graph.outputs());
        for (Node node : graph.nodes()) {
            node.values()
                    .forEach(value ->
                            users.computeIfAbsent(value, v -> new ArrayList<>()).add(node));
        }
    }

    static void apply(Graph graph) {
        InPlace rewrite = new InPlace(graph);
        for (Node node : graph.nodes()) {
            if (ELEMENTWISE.contains(node.op()) && rewrite.mayOverwrite(node, 0)) {
                node.rename(node.op() + "_");
            } else if (node.is("torch.add") || node.is("torch.mul")) {
                rewrite.overwriteOperand(node);
            }
        }
    }

    private void overwriteOperand(Node node) {
        if (node.arguments().size() != 2) {
            return;
        }
        if (mayOverwrite(node, 0)) {
            node.rename(node.op() + "_");
        } else if (node.argument(1) instanceof Value && mayOverwrite(node, 1)) {
            node.become(node.op() + "_", List.of(node.argument(1), node.argument(0)));
        }
    }

    private boolean mayOverwrite(Node node, int place) {
        Value value = node.tensor(place);
        Node producer = value.producer();
        return producer != null
                && isFresh(producer)
                && isLastUse(node, value)
                && value.shape().equals(node.result().shape())
                && value.type() == node.result().type();
    }

    /** Whether nothing reads the tensor after this operator, not through a view either. */
    private boolean isLastUse(Node node, Value value) {
        List<Node> all = users.getOrDefault(value, List.of());
        return !outputs.contains(value)
                && all.indexOf(node) == all.size() - 1
                && all.subList(0, all.size() - 1).stream().allMatch(InPlace::copies);
    }
}
