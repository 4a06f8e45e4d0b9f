package io.github.timm4j.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lets activations and sums overwrite an operand that is new and has no other use. */
final class InPlace {
    /** Operators whose result is always a tensor of its own. */
    private static final Set<String> FRESH = Set.of(
            "torch.conv2d", "torch.batch_norm", "torch.linear", "torch.add", "torch.add_", "torch.mul", "torch.mul_",
            "torch.matmul", "torch.layer_norm", "torch.cat", "torch.avg_pool2d", "torch.mean", "torch.sub", "torch.div");

    private static final Set<String> ELEMENTWISE = Set.of(
            "torch.relu", "torch.silu", "torch.sigmoid", "torch.hardswish", "torch.hardsigmoid", "torch.relu6", "torch.tanh",
            "torch.mish", "torch.leaky_relu", "torch.elu", "torch.clamp");

    private InPlace() {}

    static void apply(Graph graph) {
        Map<Value, Integer> uses = graph.uses();
        for (Node node : graph.nodes()) {
            if (ELEMENTWISE.contains(node.op()) && free(node, 0, uses)) {
                node.rename(node.op() + "_");
            } else if (node.is("torch.add") || node.is("torch.mul")) {
                overwrite(node, uses);
            }
        }
    }

    private static void overwrite(Node node, Map<Value, Integer> uses) {
        if (node.arguments().size() != 2) {
            return;
        }
        if (free(node, 0, uses)) {
            node.rename(node.op() + "_");
        } else if (node.argument(1) instanceof Value && free(node, 1, uses)) {
            List<Argument> swapped = new ArrayList<>(List.of(node.argument(1), node.argument(0)));
            node.become(node.op() + "_", swapped);
        }
    }

    private static boolean free(Node node, int place, Map<Value, Integer> uses) {
        Value value = node.tensor(place);
        Node producer = value.producer();
        return producer != null
                && FRESH.contains(producer.op())
                && uses.get(value) == 1
                && value.shape().equals(node.result().shape())
                && value.type() == node.result().type();
    }
}
