package io.github.timm4j.compile;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.compile.onnx.OnnxAttribute;
import io.github.timm4j.compile.onnx.OnnxNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** One recorded operator while it is written as ONNX: its arguments, and how the pieces of its ONNX form are added. */
final class OnnxCall {
    private static final List<String> MINUS_INFINITY = List.of("torch.neg(inf)", "-inf");

    private final OnnxTranslation translation;
    private final Node node;

    OnnxCall(OnnxTranslation translation, Node node) {
        this.translation = translation;
        this.node = node;
    }

    Node node() {
        return node;
    }

    DataType type() {
        return node.result().type();
    }

    int size() {
        return node.arguments().size();
    }

    /** Whether there is no argument at a place, or None. */
    boolean isAbsent(int place) {
        return place >= size() || node.argument(place).equals(Argument.Literal.NONE);
    }

    boolean isTensor(int place) {
        return place < size() && node.argument(place) instanceof Value;
    }

    Value value(int place) {
        return node.tensor(place);
    }

    Shape shape(int place) {
        return value(place).shape();
    }

    int rank(int place) {
        return shape(place).dimension();
    }

    /** Name of a tensor argument. */
    String tensor(int place) {
        return translation.name(value(place));
    }

    /** Names of a list of tensors. */
    List<String> tensors(int place) {
        return node.argument(place).values().stream().map(translation::name).toList();
    }

    /** Name of a matrix with its axes exchanged. */
    String transposed(int place) {
        Value value = value(place);
        return value.isWeight()
                ? translation.transposed(value)
                : add("Transpose", List.of(tensor(place)), OnnxAttribute.wholes("perm", 1, 0));
    }

    /** Name of a tensor or number in the result's type. */
    String operand(int place) {
        if (isTensor(place)) {
            return cast(tensor(place), value(place).type(), type());
        }
        return scalar(type(), real(place));
    }

    long whole(int place) {
        if (node.argument(place) instanceof Argument.Literal literal && literal.isWhole()) {
            return literal.whole();
        }
        throw refusal("takes " + node.argument(place).text() + " at place " + place + ", which ONNX wants fixed");
    }

    /** A position on an axis or an axis, from the front. */
    int axis(int place, int rank) {
        return Math.toIntExact(Math.floorMod(whole(place), (long) rank));
    }

    double real(int place) {
        String text = node.argument(place).text();
        if (MINUS_INFINITY.contains(text)) {
            return Double.NEGATIVE_INFINITY;
        }
        try {
            return text.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new CompileException(said("takes " + text + " at place " + place + ", which ONNX wants fixed"), e);
        }
    }

    boolean flag(int place) {
        return place < size() && node.argument(place).text().equals("True");
    }

    String text(int place) {
        return node.argument(place).text();
    }

    List<Argument> items(int place) {
        if (node.argument(place) instanceof Argument.Items list) {
            return list.items();
        }
        return List.of(node.argument(place));
    }

    /** A list of whole numbers; a single one stands for a list of itself. */
    long[] wholes(int place) {
        return items(place).stream()
                .mapToLong(item -> {
                    if (item instanceof Argument.Literal literal && literal.isWhole()) {
                        return literal.whole();
                    }
                    throw refusal("takes " + text(place) + ", which ONNX wants fixed");
                })
                .toArray();
    }

    /** A list of numbers of which one may stand for all. */
    long[] spread(int place, int count) {
        long[] given = wholes(place);
        return given.length == 1
                ? LongStream.generate(() -> given[0]).limit(count).toArray()
                : given;
    }

    /** Axes from the front; none stands for all. */
    long[] axes(int place) {
        int rank = rank(0);
        long[] axes = isAbsent(place) ? new long[0] : wholes(place);
        return axes.length == 0
                ? LongStream.range(0, rank).toArray()
                : LongStream.of(axes).map(axis -> Math.floorMod(axis, rank)).toArray();
    }

    /** Adds an operator and hands out the name of its result. */
    String add(String op, List<String> inputs, OnnxAttribute... attributes) {
        String result = translation.fresh();
        translation.model().add(new OnnxNode(op, inputs, result, List.of(attributes), node.layer()));
        return result;
    }

    /** A constant vector. */
    String constant(long... values) {
        return translation.vector(values);
    }

    /** A number. */
    String scalar(DataType type, double value) {
        if (type == DataType.FLOAT16) {
            return cast(translation.scalar(DataType.FLOAT32, value), DataType.FLOAT32, type);
        }
        return translation.scalar(type, value);
    }

    String cast(String name, DataType from, DataType to) {
        return from == to ? name : add("Cast", List.of(name), OnnxAttribute.type("to", to));
    }

    /** A vector of sizes, some of which may depend on the batch. */
    String sizes(List<Argument> items) {
        if (items.stream().allMatch(item -> item instanceof Argument.Literal)) {
            return constant(items.stream().mapToLong(this::whole).toArray());
        }
        List<String> parts = new ArrayList<>();
        for (Argument item : items) {
            parts.add(item instanceof Argument.BatchSize batch ? batchSize(batch) : constant(whole(item)));
        }
        return parts.size() == 1 ? parts.get(0) : add("Concat", parts, OnnxAttribute.whole("axis", 0));
    }

    private long whole(Argument item) {
        if (item instanceof Argument.Literal literal && literal.isWhole()) {
            return literal.whole();
        }
        throw refusal("takes the size " + item.text());
    }

    private String batchSize(Argument.BatchSize size) {
        String name = translation.batch();
        if (size.factor() != 1) {
            name = add("Mul", List.of(name, constant(size.factor())));
        }
        return size.offset() == 0 ? name : add("Add", List.of(name, constant(size.offset())));
    }

    /** What is said of an operator or a form of it that ONNX lacks. */
    CompileException refusal(String what) {
        return new CompileException(said(what));
    }

    private String said(String what) {
        return node.op() + " of " + node.layer() + " " + what + "; it has no ONNX form";
    }
}
