package io.github.timm4j.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rewrites that compute what is known before the first picture comes. */
final class Folding {
    private static final Set<String> NOTHING = Set.of("torch.clone", "torch.detach");

    private Folding() {}

    /** Removes operators that hand their input on, such as dropout in evaluation, and those that nobody uses. */
    static void dropIdle(Graph graph) {
        Map<Value, Value> changes = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (NOTHING.contains(node.op())) {
                changes.put(node.result(), node.tensor(0));
            }
        }
        graph.replace(changes);
        graph.prune();
    }

    /** Computes operators of weights and constants alone. */
    static void constants(Graph graph) {
        Map<Value, Value> known = new HashMap<>();
        for (Node node : List.copyOf(graph.nodes())) {
            node.map(value -> known.getOrDefault(value, value));
            List<Value> values = node.values();
            boolean fixed = node.arguments().stream().noneMatch(Folding::isOpen);
            if (fixed && !values.isEmpty() && values.stream().allMatch(Value::isWeight)) {
                known.put(node.result(), graph.constant(node.result().name(), compute(node)));
                graph.nodes().remove(node);
            }
        }
        graph.replace(known);
    }

    /** Depends on the size of the input, or is a list of tensors, for which the bridge has no form. */
    private static boolean isOpen(Argument argument) {
        return argument.isOpen()
                || argument instanceof Argument.Items list && !list.values().isEmpty();
    }

    private static NDArray compute(Node node) {
        List<NDArray> tensors = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        for (Argument argument : node.arguments()) {
            arguments.add(written(argument, tensors));
        }
        AtenOp op = new AtenOp(node.op(), arguments, tensors.size());
        return Aten.call(op, tensors.toArray(NDArray[]::new));
    }

    private static String written(Argument argument, List<NDArray> tensors) {
        if (argument instanceof Value value && value.weight() != null) {
            tensors.add(value.weight());
            return "t" + (tensors.size() - 1);
        }
        return argument.text();
    }

    /** A batch normalisation behind a convolution that nobody else uses becomes part of the convolution's weights. */
    static void batchNorm(Graph graph) {
        Map<Value, Integer> uses = graph.uses();
        Map<Value, Value> changes = new HashMap<>();
        for (Node norm : List.copyOf(graph.nodes())) {
            if (!norm.is("torch.batch_norm")) {
                continue;
            }
            Node conv = norm.tensor(0).producer();
            if (conv != null
                    && conv.is("torch.conv2d")
                    && uses.getOrDefault(conv.result(), 0) == 1
                    && conv.tensor(1).isWeight()) {
                merge(graph, conv, norm);
                graph.nodes().remove(norm);
                changes.put(norm.result(), conv.result());
            }
        }
        graph.replace(changes);
    }

    private static void merge(Graph graph, Node conv, Node norm) {
        double eps = Double.parseDouble(norm.argument(7).text());
        try (NDManager scratch = weight(conv, 1).getManager().newSubManager()) {
            // in double precision: the fold itself then adds no rounding
            NDArray scale = doubles(scratch, weight(norm, 1))
                    .div(doubles(scratch, weight(norm, 4)).add(eps).sqrt());
            NDArray shift = doubles(scratch, weight(norm, 2))
                    .sub(doubles(scratch, weight(norm, 3)).mul(scale));
            if (conv.argument(2) instanceof Value bias && bias.weight() != null) {
                shift = shift.add(doubles(scratch, bias.weight()).mul(scale));
            }
            DataType type = weight(conv, 1).getDataType();
            NDArray kernels = doubles(scratch, weight(conv, 1)).mul(scale.reshape(-1, 1, 1, 1));
            List<Argument> arguments = new ArrayList<>(conv.arguments());
            String name = conv.tensor(1).name();
            arguments.set(1, graph.constant(name + "_folded", kernels.toType(type, true)));
            arguments.set(2, graph.constant(name + "_shift", shift.toType(type, true)));
            conv.become(conv.op(), arguments);
        }
    }

    private static NDArray doubles(NDManager scratch, NDArray array) {
        NDArray wide = array.toType(DataType.FLOAT64, true);
        new NDList(wide).attach(scratch);
        return wide;
    }

    private static NDArray weight(Node node, int index) {
        NDArray array = node.tensor(index).weight();
        if (array == null) {
            throw new CompileException(node.op() + " of " + node.layer() + " has no fixed weight");
        }
        return array;
    }
}
