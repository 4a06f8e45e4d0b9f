package io.github.timm4j.compile;

/**
 * What callers of an ONNX model may vary.
 *
 * @param batch whether the number of pictures
 * @param step 0 for pictures of one size, else heights and widths by multiples of it
 */
record OnnxFreedom(boolean batch, int step) {
    static final OnnxFreedom BATCH = new OnnxFreedom(true, 0);

    boolean size() {
        return step > 0;
    }
}
