package io.github.timm4j.compile.onnx;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** A constant of a model; its values are read while the model is written. */
record StoredConstant(String name, DataType type, Shape shape, Supplier<ByteBuffer> values) {
    private static final int DIMENSIONS = 1;
    private static final int DATA_TYPE = 2;
    private static final int NAME = 8;
    private static final int RAW_DATA = 9;
    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;
    private static final int EXTERNAL = 1;

    static StoredConstant of(String name, NDArray array, DataType type) {
        return new StoredConstant(name, type, array.getShape(), () -> values(array, type));
    }

    /** The array's own memory where that is possible. */
    private static ByteBuffer values(NDArray array, DataType type) {
        if (array.getDataType() == type) {
            return array.toByteBuffer(array.getDevice().equals(Device.cpu()));
        }
        try (NDArray converted = array.toType(type, true)) {
            return converted.toByteBuffer();
        }
    }

    /** A matrix with its axes exchanged. */
    static StoredConstant transposed(String name, NDArray array, DataType type) {
        Shape shape = new Shape(array.getShape().get(1), array.getShape().get(0));
        return new StoredConstant(name, type, shape, () -> {
            try (NDArray view = array.transpose();
                    NDArray converted = view.toType(type, false)) {
                return converted.toByteBuffer();
            }
        });
    }

    /** As an input. */
    ValueInfo info() {
        List<String> dimensions =
                Arrays.stream(shape.getShape()).mapToObj(Long::toString).toList();
        return new ValueInfo(name, type, dimensions);
    }

    long bytes() {
        return shape.size() * type.getNumOfBytes();
    }

    /** With its values inside the model file. */
    ProtoMessage embedded() {
        return head().bytes(RAW_DATA, bytes(), values);
    }

    /** With its values in a file beside the model file. */
    ProtoMessage reference(String location, long offset) {
        return head().message(EXTERNAL_DATA, OnnxModel.entry("location", location))
                .message(EXTERNAL_DATA, OnnxModel.entry("offset", Long.toString(offset)))
                .message(EXTERNAL_DATA, OnnxModel.entry("length", Long.toString(bytes())))
                .integer(DATA_LOCATION, EXTERNAL);
    }

    private ProtoMessage head() {
        return new ProtoMessage()
                .integers(DIMENSIONS, shape.getShape())
                .integer(DATA_TYPE, OnnxTypes.code(type))
                .text(NAME, name);
    }
}
