package io.github.timm4j.loss;

import ai.djl.ndarray.NDArray;

/**
 * Softmax cross-entropy of target distributions {@code (batch, classes)}, as mixup makes them, averaged over the batch;
 * timm.loss.cross_entropy.
 */
public final class SoftTargetCrossEntropy extends ClassificationLoss {
    /** Makes the loss. */
    public SoftTargetCrossEntropy() {
        super("SoftTargetCrossEntropy");
    }

    @Override
    NDArray compute(NDArray logits, NDArray target) {
        NDArray products = Targets.asDense(logits, target).mul(logits.logSoftmax(1));
        return products.sum(new int[] {1}).mean().neg();
    }
}
