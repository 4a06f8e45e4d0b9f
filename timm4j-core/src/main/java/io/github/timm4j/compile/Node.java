package io.github.timm4j.compile;

import java.util.List;
import java.util.function.UnaryOperator;

/** One recorded operator: {@code result = op(arguments)}. */
final class Node {
    private final String layer;
    private final Value result;
    private String op;
    private List<Argument> arguments;

    Node(String op, List<Argument> arguments, Value result, String layer) {
        this.op = op;
        this.arguments = List.copyOf(arguments);
        this.result = result;
        this.layer = layer;
        result.producer(this);
    }

    String op() {
        return op;
    }

    List<Argument> arguments() {
        return arguments;
    }

    Argument argument(int index) {
        return arguments.get(index);
    }

    /** The tensor at a place where the operator always has one. */
    Value tensor(int index) {
        if (arguments.get(index) instanceof Value value) {
            return value;
        }
        throw new CompileException(op + " of " + layer + " has no tensor at place " + index);
    }

    Value result() {
        return result;
    }

    /** The layer whose line made it. */
    String layer() {
        return layer;
    }

    boolean is(String name) {
        return op.equals(name);
    }

    /** Becomes another operator with the same result. */
    void become(String newOp, List<Argument> newArguments) {
        op = newOp;
        arguments = List.copyOf(newArguments);
    }

    void rename(String newOp) {
        op = newOp;
    }

    void map(UnaryOperator<Value> change) {
        arguments = arguments.stream().map(argument -> argument.map(change)).toList();
    }

    List<Value> values() {
        return arguments.stream()
                .flatMap(argument -> argument.values().stream())
                .toList();
    }

    /** The call as TorchScript. */
    String text() {
        StringBuilder text = new StringBuilder(op).append('(');
        for (int i = 0; i < arguments.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(arguments.get(i).text());
        }
        return text.append(')').toString();
    }
}
