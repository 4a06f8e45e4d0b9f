package io.github.timm4j.compile;

import ai.djl.ndarray.types.DataType;

/**
 * What is asked of an ONNX model.
 *
 * @param batch whether the number of pictures is free
 * @param step 0 for pictures of one size, else heights and widths differ by multiples of it
 * @param dtype in what it computes where the recording has float32
 */
record OnnxForm(boolean batch, int step, DataType dtype) {
    static final OnnxForm BATCH = new OnnxForm(true, 0, DataType.FLOAT32);

    /** Whether heights and widths are free. */
    boolean size() {
        return step > 0;
    }

    /** As what a recorded type is written. */
    DataType type(DataType recorded) {
        return recorded == DataType.FLOAT32 ? dtype : recorded;
    }
}
