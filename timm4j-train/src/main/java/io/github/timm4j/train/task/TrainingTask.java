package io.github.timm4j.train.task;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.optim.ParameterSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A training pass of a model with its loss, as {@code timm.task.TrainingTask}. One thread a worker; closed by its maker. */
public interface TrainingTask extends AutoCloseable {
    /**
     * The model that is trained, and validated.
     *
     * @return not the task's to close
     */
    ImageModel model();

    /**
     * Computes the loss of a batch.
     *
     * @param store where layers get their parameters, null for the model's own
     * @param images {@code (B, C, H, W)}, normalised
     * @param targets class indices {@code (B)}, or {@code (B, classes)}
     * @return loss and logits, on the manager of the images
     * @throws IllegalArgumentException where targets are not of the task's kind
     */
    TaskOutput forward(@Nullable ParameterStore store, NDArray images, NDArray targets);

    /**
     * What is trained.
     *
     * @return the model's parameters and those of the task
     */
    default ParameterSource parameters() {
        return ParameterSource.of(model());
    }

    /**
     * Every parameter and buffer that a training pass uses.
     *
     * @return the model's and those of the task
     */
    default List<Parameter> used() {
        return model().getParameters().values();
    }

    /**
     * Arrays of the task beside the model's, for checkpoints.
     *
     * @return by timm's names of {@code task_state}, live
     */
    default Map<String, NDArray> state() {
        return Map.of();
    }

    /**
     * Begins an evaluation of the model.
     *
     * @return a fresh evaluator
     */
    default Evaluator evaluator() {
        return new ClassificationEvaluator();
    }

    /** Frees what the task owns beside the model. */
    @Override
    default void close() {}
}
