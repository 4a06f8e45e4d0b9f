package io.github.timm4j.train.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import io.github.timm4j.loss.ClassificationLoss;
import io.github.timm4j.loss.CrossEntropy;
import io.github.timm4j.nn.DistilledHeads;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.TrainingPass;
import io.github.timm4j.train.config.TaskConfig.Distillation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Learns labels with one head and a teacher's answers with another ({@code timm.task.TokenDistillationTask}).
 *
 * @see <a href="https://arxiv.org/abs/2012.12877">DeiT</a>
 */
public final class TokenDistillationTask implements TrainingTask {
    private final ImageModel student;
    private final Teacher teacher;
    private final ClassificationLoss loss;
    private final Distillation settings;

    /**
     * Makes the task.
     *
     * @param student the model to train, one with {@link DistilledHeads}
     * @param teacher the model to learn from
     * @param loss of the labels
     * @param settings weights of the two losses, soft or hard answers, temperature of soft ones
     * @throws IllegalArgumentException where the student has one head only
     */
    public TokenDistillationTask(ImageModel student, Teacher teacher, ClassificationLoss loss, Distillation settings) {
        if (!(student instanceof DistilledHeads)) {
            throw new IllegalArgumentException(
                    "token distillation needs a student with a distillation head, such as DeiT's distilled variants; "
                            + student.getClass().getSimpleName() + " has none");
        }
        this.student = student;
        this.teacher = teacher;
        this.loss = loss;
        this.settings = settings;
    }

    @Override
    public ImageModel model() {
        return student;
    }

    @Override
    public TaskOutput forward(@Nullable ParameterStore store, NDArray images, NDArray targets) {
        NDList heads = TrainingPass.distilledLogits(student, store, images);
        NDArray labels = loss.loss(heads.get(0), targets);
        NDArray answers = teacher.logits(images, student);
        NDArray distilled = settings.kdTokenDistillType().equals("soft")
                ? DistillationLosses.divergence(heads.get(1), answers, settings.kdTemperature())
                : new CrossEntropy().loss(heads.get(1), answers.argMax(1));
        return new TaskOutput(
                DistillationLosses.weighted(labels, distilled, settings.weights()),
                heads.get(0),
                Map.of("task_loss", labels, "distill_loss", distilled));
    }
}
