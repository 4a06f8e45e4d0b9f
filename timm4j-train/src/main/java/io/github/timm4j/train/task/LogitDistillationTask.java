package io.github.timm4j.train.task;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.github.timm4j.loss.ClassificationLoss;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.TrainingPass;
import io.github.timm4j.train.config.TaskConfig.Weights;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Learns labels and, by the Kullback-Leibler divergence at a temperature, a teacher's logits
 * ({@code timm.task.LogitDistillationTask}).
 *
 * @see <a href="https://arxiv.org/abs/1503.02531">Distilling the Knowledge in a Neural Network</a>
 */
public final class LogitDistillationTask implements TrainingTask {
    private final ImageModel student;
    private final Teacher teacher;
    private final ClassificationLoss loss;
    private final Weights weights;
    private final double temperature;

    /**
     * Makes the task.
     *
     * @param student the model to train
     * @param teacher the model to learn from
     * @param loss of the labels
     * @param weights of the two losses
     * @param temperature above 0; higher ones soften the logits
     */
    public LogitDistillationTask(
            ImageModel student, Teacher teacher, ClassificationLoss loss, Weights weights, double temperature) {
        this.student = student;
        this.teacher = teacher;
        this.loss = loss;
        this.weights = weights;
        this.temperature = temperature;
    }

    @Override
    public ImageModel model() {
        return student;
    }

    @Override
    public TaskOutput forward(@Nullable ParameterStore store, NDArray images, NDArray targets) {
        NDArray logits = TrainingPass.logits(student, store, images);
        NDArray labels = loss.loss(logits, targets);
        NDArray distilled = DistillationLosses.divergence(logits, teacher.logits(images, student), temperature);
        return new TaskOutput(
                DistillationLosses.weighted(labels, distilled, weights),
                logits,
                Map.of("task_loss", labels, "kd_loss", distilled));
    }
}
