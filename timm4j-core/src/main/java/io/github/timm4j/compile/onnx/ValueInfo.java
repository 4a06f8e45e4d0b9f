package io.github.timm4j.compile.onnx;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * An input or output of a model.
 *
 * @param name as callers know it
 * @param type element type
 * @param dimensions whole numbers, or names of free dimensions
 */
public record ValueInfo(String name, DataType type, List<String> dimensions) {
    /** Keeps an immutable copy. */
    public ValueInfo {
        dimensions = List.copyOf(dimensions);
    }

    /** The shape where every free dimension has one size. */
    Shape shape(long free) {
        return new Shape(dimensions.stream()
                .mapToLong(dimension -> isFree(dimension) ? free : Long.parseLong(dimension))
                .toArray());
    }

    private static boolean isFree(String dimension) {
        return !dimension.matches("\\d+");
    }

    /** A {@code ValueInfoProto}. */
    ProtoMessage message() {
        ProtoMessage shape = new ProtoMessage();
        for (String dimension : dimensions) {
            ProtoMessage one = new ProtoMessage();
            shape.message(1, isFree(dimension) ? one.text(2, dimension) : one.integer(1, Long.parseLong(dimension)));
        }
        ProtoMessage tensor =
                new ProtoMessage().integer(1, OnnxTypes.code(type)).message(2, shape);
        return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
    }
}
