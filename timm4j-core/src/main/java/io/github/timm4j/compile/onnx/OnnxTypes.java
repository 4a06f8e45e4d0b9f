package io.github.timm4j.compile.onnx;

import ai.djl.ndarray.types.DataType;

/** The numbers by which ONNX knows element types. */
final class OnnxTypes {
    private OnnxTypes() {}

    static int code(DataType type) {
        return switch (type) {
            case FLOAT32 -> 1;
            case UINT8 -> 2;
            case INT8 -> 3;
            case INT32 -> 6;
            case INT64 -> 7;
            case BOOLEAN -> 9;
            case FLOAT16 -> 10;
            case FLOAT64 -> 11;
            default -> throw new IllegalArgumentException("no ONNX element type for " + type);
        };
    }
}
