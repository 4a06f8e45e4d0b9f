package io.github.timm4j.compile;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares recordings of two batch sizes: whole numbers that differ become expressions in the batch size. */
final class BatchPolymorphism {
    /** The batch size of the recording that is kept. */
    static final int FIRST = 2;
    /** The batch size of the other one. */
    static final int SECOND = 3;

    private BatchPolymorphism() {}

    /**
     * Makes a recording hold for every batch size.
     *
     * @param two recorded at batch size 2, changed
     * @param three recorded at batch size 3
     */
    static void generalise(Graph two, Graph three) {
        if (two.nodes().size() != three.nodes().size()) {
            throw new CompileException("the forward pass takes another course at another batch size: "
                    + two.nodes().size() + " operators at " + FIRST + ", "
                    + three.nodes().size() + " at " + SECOND);
        }
        Map<Value, Value> pairs = new HashMap<>();
        pairs.put(two.input(), three.input());
        for (int i = 0; i < two.nodes().size(); i++) {
            Node a = two.nodes().get(i);
            Node b = three.nodes().get(i);
            if (!a.is(b.op()) || a.arguments().size() != b.arguments().size()) {
                throw differs(a, "is " + a.op() + " at one batch size and " + b.op() + " at another");
            }
            a.become(a.op(), merge(a, a.arguments(), b.arguments(), pairs));
            pairs.put(a.result(), b.result());
        }
    }

    private static List<Argument> merge(Node node, List<Argument> a, List<Argument> b, Map<Value, Value> pairs) {
        if (a.size() != b.size()) {
            throw differs(node, "has lists of another length at another batch size");
        }
        List<Argument> merged = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            merged.add(merge(node, a.get(i), b.get(i), pairs));
        }
        return merged;
    }

    private static Argument merge(Node node, Argument a, Argument b, Map<Value, Value> pairs) {
        if (a instanceof Argument.Items x && b instanceof Argument.Items y) {
            return new Argument.Items(merge(node, x.items(), y.items(), pairs));
        }
        if (a instanceof Value x && b instanceof Value y) {
            check(node, x, y, pairs);
            return x;
        }
        if (a instanceof Argument.Literal x && b instanceof Argument.Literal y) {
            return merge(node, x, y);
        }
        throw differs(node, "has other kinds of arguments at another batch size");
    }

    private static void check(Node node, Value a, Value b, Map<Value, Value> pairs) {
        NDArray first = a.weight();
        NDArray second = b.weight();
        if (first == null || second == null) {
            if (pairs.get(a) != b) {
                throw differs(node, "takes another tensor at another batch size");
            }
        } else if (first != second && !(first.getShape().equals(second.getShape()) && first.contentEquals(second))) {
            throw differs(node, "uses a constant that depends on the batch size");
        }
    }

    private static Argument merge(Node node, Argument.Literal a, Argument.Literal b) {
        if (a.equals(b)) {
            return a;
        }
        if (!a.isWhole() || !b.isWhole()) {
            throw differs(node, "has the number " + a.text() + " at one batch size and " + b.text() + " at another");
        }
        long factor = b.whole() - a.whole();
        return new Argument.BatchSize(factor, a.whole() - FIRST * factor);
    }

    private static CompileException differs(Node node, String what) {
        return new CompileException(node.op() + " of " + node.layer() + " " + what);
    }
}
