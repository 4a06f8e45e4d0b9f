package io.github.timm4j.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** An array that runs bridged operators itself, as a tracer's arrays do. */
public interface OpTarget {
    /**
     * Runs an operator on arrays of which at least one is such a target.
     *
     * @param op the operator
     * @param inputs its tensors
     * @return its results
     */
    NDList run(AtenOp op, NDArray... inputs);
}
