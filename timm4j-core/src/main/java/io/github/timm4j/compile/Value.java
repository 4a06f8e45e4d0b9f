package io.github.timm4j.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A tensor of a graph: the input, a weight or constant, or a result; shapes are those of the traced batch size. */
final class Value implements Argument {
    private final String name;
    private final Shape shape;
    private final DataType type;
    private final @Nullable NDArray weight;
    private @Nullable Node producer;

    private Value(String name, Shape shape, DataType type, @Nullable NDArray weight) {
        this.name = name;
        this.shape = shape;
        this.type = type;
        this.weight = weight;
    }

    /** The input or a result. */
    static Value computed(String name, Shape shape, DataType type) {
        return new Value(name, shape, type, null);
    }

    /** A parameter, buffer or constant. */
    static Value weight(String name, NDArray array) {
        return new Value(name, array.getShape(), array.getDataType(), array);
    }

    String name() {
        return name;
    }

    Shape shape() {
        return shape;
    }

    DataType type() {
        return type;
    }

    @Nullable
    NDArray weight() {
        return weight;
    }

    boolean isWeight() {
        return weight != null;
    }

    /** The operator that makes this value, null for the input and weights. */
    @Nullable
    Node producer() {
        return producer;
    }

    void producer(Node node) {
        producer = node;
    }

    @Override
    public String text() {
        return weight == null ? name : "self." + name;
    }

    @Override
    public Argument map(UnaryOperator<Value> change) {
        return change.apply(this);
    }

    @Override
    public List<Value> values() {
        return List.of(this);
    }
}
