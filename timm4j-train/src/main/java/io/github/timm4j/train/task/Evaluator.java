package io.github.timm4j.train.task;

import ai.djl.ndarray.NDArray;

/** Collects predictions of an evaluation and measures them. */
public interface Evaluator {
    /**
     * Adds a batch.
     *
     * @param output logits {@code (B, classes)}, any floating type
     * @param target class indices {@code (B)}, or labels {@code (B, classes)}
     * @throws IllegalArgumentException where targets are not of this evaluator's kind
     */
    void update(NDArray output, NDArray target);

    /**
     * Measures all batches so far.
     *
     * @return the metrics
     */
    Metrics compute();
}
