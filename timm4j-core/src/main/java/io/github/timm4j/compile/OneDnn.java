package io.github.timm4j.compile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rewrites for the CPU into operators of oneDNN, whose weights are packed when the archive is loaded. */
final class OneDnn {
    private static final Map<String, String> ACTIVATIONS = Map.of(
            "torch.relu", "relu", "torch.silu", "swish", "torch.sigmoid", "sigmoid", "torch.hardswish", "hardswish");

    /** Operators that compute on oneDNN's own layout, too. */
    private static final Set<String> KEEPING = Set.of("torch.relu", "torch.relu_", "torch.max_pool2d");

    private OneDnn() {}

    /** Convolution, sum and activation in one operator. */
    static void fuse(Program program) {
        Graph graph = program.graph();
        Map<Value, Integer> uses = graph.uses();
        Map<Value, List<Node>> users = users(graph);
        Set<Node> gone = new HashSet<>();
        for (Node conv : List.copyOf(graph.nodes())) {
            if (!isFixedConvolution(conv, uses)) {
                continue;
            }
            Node sum = onlyUser(conv.result(), uses, users, Set.of("torch.add"));
            sum = gone.contains(sum) ? null : sum;
            Value other = sum == null ? null : otherOperand(sum, conv.result());
            Node last = sum == null || other == null ? conv : sum;
            Node activation =
                    onlyUser(last.result(), uses, users, other == null ? ACTIVATIONS.keySet() : Set.of("torch.relu"));
            Node end = activation == null ? last : activation;
            String name = activation == null ? null : ACTIVATIONS.get(activation.op());
            pack(program, conv);
            List<Argument> arguments = other == null ? plain(conv, name) : withSum(conv, other, name);
            end.become("ops.mkldnn._convolution_pointwise", arguments);
            for (Node node : new Node[] {conv, last}) {
                if (node != end) {
                    gone.add(node);
                }
            }
        }
        graph.nodes().removeAll(gone);
        program.keepChannelsLast();
    }

    private static boolean isFixedConvolution(Node node, Map<Value, Integer> uses) {
        return node.is("torch.conv2d")
                && node.tensor(1).isWeight()
                && uses.getOrDefault(node.tensor(1), 0) == 1
                && node.arguments().subList(3, 7).stream().noneMatch(Argument::isOpen);
    }

    private static Map<Value, List<Node>> users(Graph graph) {
        Map<Value, List<Node>> users = new HashMap<>();
        for (Node node : graph.nodes()) {
            node.values()
                    .forEach(value ->
                            users.computeIfAbsent(value, v -> new ArrayList<>()).add(node));
        }
        return users;
    }

    private static @Nullable Node onlyUser(
            Value value, Map<Value, Integer> uses, Map<Value, List<Node>> users, Set<String> ops) {
        List<Node> found = users.getOrDefault(value, List.of());
        return uses.getOrDefault(value, 0) == 1
                        && found.size() == 1
                        && ops.contains(found.get(0).op())
                ? found.get(0)
                : null;
    }

    /** The other operand of a sum, where it is a computed tensor of the same shape. */
    private static @Nullable Value otherOperand(Node sum, Value known) {
        if (sum.arguments().size() != 2 || !(sum.argument(1) instanceof Value second)) {
            return null;
        }
        Value other = sum.tensor(0) == known ? second : sum.tensor(0);
        return other.isWeight() || other == known || !other.shape().equals(known.shape()) ? null : other;
    }

    private static List<Argument> plain(Node conv, @Nullable String activation) {
        List<Argument> arguments = operands(conv);
        arguments.add(quoted(activation == null ? "none" : activation));
        arguments.add(new Argument.Literal("annotate(List[Optional[number]], [])"));
        arguments.add(quoted(""));
        return arguments;
    }

    private static List<Argument> withSum(Node conv, Value other, @Nullable String activation) {
        List<Argument> arguments = operands(conv);
        arguments.add(1, other);
        arguments.add(quoted("add"));
        arguments.add(Argument.Literal.NONE);
        arguments.add(activation == null ? Argument.Literal.NONE : quoted(activation));
        arguments.add(new Argument.Literal("annotate(List[Optional[number]], [])"));
        arguments.add(Argument.Literal.NONE);
        return arguments;
    }

    /** Input, weight, bias, padding, stride, dilation, groups. */
    private static List<Argument> operands(Node conv) {
        List<Argument> arguments = new ArrayList<>(conv.arguments());
        Collections.swap(arguments, 3, 4);
        return arguments;
    }

    private static Argument quoted(String text) {
        return new Argument.Literal("\"" + text + "\"");
    }

    private static void pack(Program program, Node conv) {
        program.packing()
                .put(conv.tensor(1), "ops.mkldnn._reorder_convolution_weight(%s, " + numbers(conv) + ", None)");
    }

    private static String numbers(Node conv) {
        return conv.argument(4).text() + ", " + conv.argument(3).text() + ", "
                + conv.argument(5).text() + ", " + conv.argument(6).text();
    }

    /**
     * oneDNN's own blocked layout between convolutions; tensors are converted where another operator needs a plain one.
     */
    static void block(Program program) {
        Graph graph = program.graph();
        Map<Value, Integer> uses = graph.uses();
        Set<Value> blocked = new HashSet<>();
        Map<Value, Value> converted = new HashMap<>();
        List<Node> rewritten = new ArrayList<>();
        for (Node node : graph.nodes()) {
            boolean convolves = isFixedConvolution(node, uses);
            boolean keeps = keeps(node, blocked);
            if (convolves) {
                program.packing()
                        .put(
                                node.tensor(1),
                                "torch.mkldnn_reorder_conv2d_weight(torch.to_mkldnn(%s, None), " + numbers(node)
                                        + ", None)");
                node.become("torch.mkldnn_convolution", operands(node));
            }
            if (!keeps) {
                node.map(value -> value.isWeight() || convolves == blocked.contains(value)
                        ? value
                        : converted.computeIfAbsent(value, v -> convert(v, convolves, node.layer(), rewritten)));
            }
            if (convolves || keeps) {
                blocked.add(node.result());
            }
            rewritten.add(node);
        }
        plainOutputs(graph, blocked, rewritten);
        graph.nodes().clear();
        graph.nodes().addAll(rewritten);
    }

    private static boolean keeps(Node node, Set<Value> blocked) {
        if (!(node.arguments().get(0) instanceof Value first) || !blocked.contains(first)) {
            return false;
        }
        if (node.is("torch.add") || node.is("torch.add_")) {
            return node.arguments().size() == 2
                    && node.argument(1) instanceof Value second
                    && blocked.contains(second)
                    && first.shape().equals(second.shape());
        }
        return KEEPING.contains(node.op());
    }

    private static Value convert(Value value, boolean toBlocked, String layer, List<Node> rewritten) {
        Value other = Value.computed(value.name() + (toBlocked ? "_b" : "_p"), value.shape(), value.type());
        List<Argument> arguments = toBlocked ? List.of(value, Argument.Literal.NONE) : List.of(value);
        rewritten.add(new Node(toBlocked ? "torch.to_mkldnn" : "torch.to_dense", arguments, other, layer));
        return other;
    }

    private static void plainOutputs(Graph graph, Set<Value> blocked, List<Node> rewritten) {
        graph.outputs()
                .replaceAll(
                        output -> blocked.contains(output) ? convert(output, false, "the model", rewritten) : output);
    }
}
