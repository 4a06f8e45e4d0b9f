package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** A model with a second head that learns from a teacher, as DeiT's distillation token does. */
public interface DistilledHeads {
    /**
     * Both heads' mathematics, called inside a pass.
     *
     * @param features what {@code forwardFeatures} returns
     * @return logits {@code (B, classes)} of the head that learns from labels and of the one that learns from a teacher
     */
    NDList distilledLogits(NDArray features);
}
