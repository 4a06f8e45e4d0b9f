package io.github.timm4j.loss;

import ai.djl.ndarray.NDArray;

/**
 * Softmax cross-entropy of class indices {@code (batch)} or distributions {@code (batch, classes)}, averaged over the
 * batch; torch.nn.CrossEntropyLoss.
 */
public final class CrossEntropy extends ClassificationLoss {
    /** Makes the loss. */
    public CrossEntropy() {
        super("CrossEntropy");
    }

    @Override
    NDArray compute(NDArray logits, NDArray target) {
        NDArray logProbabilities = logits.logSoftmax(1);
        NDArray likelihood = Targets.dense(logits, target)
                ? Targets.asDense(logits, target).mul(logProbabilities).sum(new int[] {1})
                : logProbabilities.gather(Targets.asIndex(logits, target), 1);
        return likelihood.mean().neg();
    }
}
