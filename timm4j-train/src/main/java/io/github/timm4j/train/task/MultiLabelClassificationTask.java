package io.github.timm4j.train.task;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.github.timm4j.loss.ClassificationLoss;
import io.github.timm4j.nn.ImageModel;
import org.jspecify.annotations.Nullable;

/** Learns independent labels {@code (B, classes)}. */
public final class MultiLabelClassificationTask implements TrainingTask {
    private final ClassificationTask task;
    private final double threshold;

    /**
     * Makes the task.
     *
     * @param model an initialized model
     * @param loss of its logits
     * @param threshold probability from which a label counts as predicted
     */
    public MultiLabelClassificationTask(ImageModel model, ClassificationLoss loss, double threshold) {
        this.task = new ClassificationTask(model, loss);
        this.threshold = threshold;
    }

    @Override
    public ImageModel model() {
        return task.model();
    }

    @Override
    public TaskOutput forward(@Nullable ParameterStore store, NDArray images, NDArray targets) {
        if (targets.getShape().dimension() != 2 || !targets.getDataType().isFloating()) {
            throw new IllegalArgumentException("several labels a sample are learned from floating-point targets"
                    + " (batch, classes), found " + targets.getDataType() + " " + targets.getShape());
        }
        return task.forward(store, images, targets);
    }

    @Override
    public Evaluator evaluator() {
        return new MultiLabelEvaluator(threshold);
    }
}
