package io.github.timm4j.compile;

import ai.djl.ndarray.types.DataType;

/** The numbers by which TorchScript knows element types. */
final class ScalarTypes {
    static final int HALF = 5;
    static final int FLOAT = 6;
    static final int BFLOAT16 = 15;

    private ScalarTypes() {}

    static int code(DataType type) {
        return switch (type) {
            case UINT8 -> 0;
            case INT8 -> 1;
            case INT32 -> 3;
            case INT64 -> 4;
            case FLOAT16 -> HALF;
            case FLOAT32 -> FLOAT;
            case FLOAT64 -> 7;
            case BFLOAT16 -> BFLOAT16;
            case BOOLEAN -> 11;
            default -> throw new CompileException("no TorchScript number for element type " + type);
        };
    }
}
