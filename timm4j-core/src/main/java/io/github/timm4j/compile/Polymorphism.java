package io.github.timm4j.compile;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares recordings at several sizes: whole numbers that differ become expressions in batch size, height and width.
 * With two values of each size the expression, linear in each, is determined; one more recording checks it.
 */
final class Polymorphism {
    /** The batch size of the recording that is kept. */
    static final int FIRST = 2;
    /** The batch size of the other ones. */
    static final int SECOND = 3;

    /** Recordings for free heights and widths. */
    static final int RECORDINGS = 9;

    /** Batch size, steps of height, steps of width of the recording that checks. */
    private static final int[] PROBE = {5, 3, 2};

    private final List<Graph> graphs;
    private final int axes;
    private final List<Map<Value, Value>> pairs = new ArrayList<>();

    private Polymorphism(List<Graph> graphs, int axes) {
        this.graphs = graphs;
        this.axes = axes;
        for (Graph graph : graphs) {
            pairs.add(new HashMap<>(Map.of(graphs.get(0).input(), graph.input())));
        }
    }

    /** The batch size of recording {@code index}. */
    static int batch(int index) {
        return index == 1 << PROBE.length ? PROBE[0] : (index & 1) == 1 ? SECOND : FIRST;
    }

    /** The steps by which height or width of recording {@code index} are above the first one's. */
    static int steps(int index, int axis) {
        return index == 1 << PROBE.length ? PROBE[axis] : index >> axis & 1;
    }

    /** Whether a recording is made at a size that is so much above the first one's. */
    static boolean meets(int distance, int step) {
        return distance >= 0 && distance <= step * Math.max(PROBE[1], PROBE[2]) && distance % step == 0;
    }

    /**
     * Makes the first recording hold for other sizes.
     *
     * @param graphs two recordings for free batch sizes; eight and one that checks for free heights and widths, too
     */
    static void generalise(List<Graph> graphs) {
        new Polymorphism(graphs, graphs.size() == 2 ? 1 : PROBE.length).run();
    }

    private void run() {
        List<Node> first = graphs.get(0).nodes();
        for (Graph graph : graphs) {
            if (graph.nodes().size() != first.size()) {
                throw new CompileException("the forward pass takes another course at another size of the input: "
                        + first.size() + " operators or " + graph.nodes().size());
            }
        }
        for (int i = 0; i < first.size(); i++) {
            int place = i;
            List<Node> nodes =
                    graphs.stream().map(graph -> graph.nodes().get(place)).toList();
            Node node = first.get(i);
            List<Argument> merged =
                    merge(node, nodes.stream().map(Node::arguments).toList());
            if (nodes.stream().anyMatch(other -> !node.is(other.op()))) {
                throw differs(node, "is another operator at another size of the input");
            }
            node.become(node.op(), merged);
            for (int g = 0; g < graphs.size(); g++) {
                pairs.get(g).put(node.result(), nodes.get(g).result());
            }
        }
    }

    private List<Argument> merge(Node node, List<List<Argument>> lists) {
        int count = lists.get(0).size();
        if (lists.stream().anyMatch(list -> list.size() != count)) {
            throw differs(node, "has lists of another length at another size of the input");
        }
        List<Argument> merged = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int place = i;
            merged.add(
                    mergeOne(node, lists.stream().map(list -> list.get(place)).toList()));
        }
        return merged;
    }

    private Argument mergeOne(Node node, List<Argument> arguments) {
        if (all(arguments, Argument.Items.class)) {
            return new Argument.Items(merge(
                    node,
                    arguments.stream()
                            .map(argument -> ((Argument.Items) argument).items())
                            .toList()));
        }
        if (all(arguments, Value.class)) {
            Value first = (Value) arguments.get(0);
            for (int g = 1; g < arguments.size(); g++) {
                check(node, first, (Value) arguments.get(g), pairs.get(g));
            }
            return first;
        }
        if (all(arguments, Argument.Literal.class)) {
            return number(
                    node, arguments.stream().map(Argument.Literal.class::cast).toList());
        }
        throw differs(node, "has other kinds of arguments at another size of the input");
    }

    private static boolean all(List<Argument> arguments, Class<? extends Argument> type) {
        return arguments.stream().allMatch(type::isInstance);
    }

    private static void check(Node node, Value a, Value b, Map<Value, Value> pairs) {
        NDArray first = a.weight();
        NDArray second = b.weight();
        if (first == null || second == null) {
            if (pairs.get(a) != b) {
                throw differs(node, "takes another tensor at another size of the input");
            }
        } else if (first != second && !(first.getShape().equals(second.getShape()) && first.contentEquals(second))) {
            throw differs(node, "uses a constant that depends on the size of the input");
        }
    }

    private Argument number(Node node, List<Argument.Literal> literals) {
        Argument.Literal first = literals.get(0);
        if (literals.stream().allMatch(first::equals)) {
            return first;
        }
        if (!literals.stream().allMatch(Argument.Literal::isWhole)) {
            throw differs(
                    node, "has the number " + first.text() + " only at the recorded size of the input, not at others");
        }
        List<Long> values = literals.stream().map(Argument.Literal::whole).toList();
        Argument.Extent extent = interpolate(values.subList(0, 1 << axes));
        if (values.size() > 1 << axes && extent.at(PROBE[0], PROBE[1], PROBE[2]) != values.get(1 << axes)) {
            throw differs(node, "has a number that does not grow evenly with the size of the input");
        }
        List<Long> terms = extent.coefficients();
        boolean batchOnly = terms.subList(2, terms.size()).stream().allMatch(term -> term == 0);
        return batchOnly ? new Argument.BatchSize(terms.get(1), terms.get(0)) : extent;
    }

    /** Coefficients from the values at all corners: differences along each axis, then the batch axis moved to 0. */
    private Argument.Extent interpolate(List<Long> corners) {
        List<Long> terms = new ArrayList<>(corners);
        for (int d = 0; d < axes; d++) {
            for (int i = 0; i < terms.size(); i++) {
                if ((i >> d & 1) == 1) {
                    terms.set(i, terms.get(i) - terms.get(i - (1 << d)));
                }
            }
        }
        for (int i = 0; i < terms.size(); i += 2) {
            terms.set(i, terms.get(i) - FIRST * terms.get(i + 1));
        }
        return new Argument.Extent(terms);
    }

    private static CompileException differs(Node node, String what) {
        return new CompileException(node.op() + " of " + node.layer() + " " + what);
    }
}
