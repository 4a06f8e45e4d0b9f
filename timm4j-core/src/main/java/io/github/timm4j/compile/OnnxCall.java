package io.github.timm4j.compile;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.compile.onnx.OnnxAttribute;
import io.github.timm4j.compile.onnx.OnnxModel;
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

    /** As what the result is written. */
    DataType type() {
        return translation.form().type(node.result().type());
    }

    /** As what a tensor argument is written. */
    DataType type(int place) {
        return translation.form().type(value(place).type());
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
            return cast(tensor(place), type(place), type());
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
        return translation.add(op, inputs, node.layer(), attributes);
    }

    /** Adds a sum, mean or largest value along axes, which are an input in newer versions of the operators. */
    String reduce(String op, String tensor, long[] axes, OnnxAttribute keep) {
        return translation.opset() > OnnxModel.OPSET
                ? add(op, List.of(tensor, constant(axes)), keep)
                : add(op, List.of(tensor), OnnxAttribute.wholes("axes", axes), keep);
    }

    /** A constant vector. */
    String constant(long... values) {
        return translation.vector(values);
    }

    /** A number. */
    String scalar(DataType type, double value) {
        return translation.scalar(type, value);
    }

    String cast(String name, DataType from, DataType to) {
        return from == to ? name : add("Cast", List.of(name), OnnxAttribute.type("to", to));
    }

    /** Whether heights and widths are free. */
    boolean freeSize() {
        return translation.form().size();
    }

    /** A vector of sizes, some of which may depend on the input. */
    String sizes(List<Argument> items) {
        if (items.stream().noneMatch(Argument::isOpen)) {
            return constant(items.stream().mapToLong(this::whole).toArray());
        }
        List<String> parts = new ArrayList<>();
        for (Argument item : items) {
            parts.add(size(item));
        }
        return parts.size() == 1 ? parts.get(0) : add("Concat", parts, OnnxAttribute.whole("axis", 0));
    }

    private String size(Argument item) {
        if (item instanceof Argument.BatchSize batch) {
            return polynomial(List.of(batch.offset(), batch.factor()));
        }
        return item instanceof Argument.Extent extent ? polynomial(extent.coefficients()) : constant(whole(item));
    }

    private long whole(Argument item) {
        if (item instanceof Argument.Literal literal && literal.isWhole()) {
            return literal.whole();
        }
        throw refusal("takes the size " + item.text());
    }

    /** The sum of coefficients times products of the input's sizes, see {@link Argument.Extent}. */
    private String polynomial(List<Long> coefficients) {
        String sum = "";
        for (int i = 0; i < coefficients.size(); i++) {
            long coefficient = coefficients.get(i);
            if (coefficient != 0) {
                String term = product(i, coefficient);
                sum = sum.isEmpty() ? term : add("Add", List.of(sum, term));
            }
        }
        return sum.isEmpty() ? constant(0) : sum;
    }

    private String product(int factors, long coefficient) {
        String product = coefficient == 1 && factors > 0 ? "" : constant(coefficient);
        for (int d = 0; factors >> d > 0; d++) {
            if ((factors >> d & 1) == 1) {
                String factor = translation.factor(d);
                product = product.isEmpty() ? factor : add("Mul", List.of(product, factor));
            }
        }
        return product;
    }

    /** What is said of an operator or a form of it that ONNX lacks. */
    CompileException refusal(String what) {
        return new CompileException(said(what));
    }

    private String said(String what) {
        return node.op() + " of " + node.layer() + " " + what + "; it has no ONNX form";
    }
}
