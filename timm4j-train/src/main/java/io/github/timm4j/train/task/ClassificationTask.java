package io.github.timm4j.train.task;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.github.timm4j.loss.ClassificationLoss;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.TrainingPass;
import org.jspecify.annotations.Nullable;

/** Learns one label a sample: indices {@code (B)}, or the shares {@code (B, classes)} of mixed samples. */
public final class ClassificationTask implements TrainingTask {
    private final ImageModel model;
    private final ClassificationLoss loss;

    /**
     * Makes the task.
     *
     * @param model an initialized model
     * @param loss of its logits
     */
    public ClassificationTask(ImageModel model, ClassificationLoss loss) {
        this.model = model;
        this.loss = loss;
    }

    @Override
    public ImageModel model() {
        return model;
    }

    @Override
    public TaskOutput forward(@Nullable ParameterStore store, NDArray images, NDArray targets) {
        NDArray logits = TrainingPass.logits(model, store, images);
        return TaskOutput.of(loss.loss(logits, targets), logits);
    }
}
