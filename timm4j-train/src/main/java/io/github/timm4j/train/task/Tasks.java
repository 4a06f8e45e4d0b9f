package io.github.timm4j.train.task;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.loss.ClassificationLoss;
import io.github.timm4j.loss.LossFactory;
import io.github.timm4j.loss.LossOptions;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.train.config.TaskConfig;
import io.github.timm4j.train.config.TaskConfig.Distillation;
import io.github.timm4j.train.config.TaskConfig.LossConfig;
import io.github.timm4j.train.config.TrainConfig;
import org.jspecify.annotations.Nullable;

/** Makes tasks from a configuration. */
public final class Tasks {
    private Tasks() {}

    /**
     * Makes the task that a configuration describes.
     *
     * @param config the configuration
     * @param model the model to train
     * @param teacher the model to learn from, null for none; it stays the caller's
     * @return the task, to be closed
     * @throws IllegalArgumentException where options exclude each other, or a teacher is configured and none is given
     */
    public static TrainingTask create(TrainConfig config, ImageModel model, @Nullable ImageModel teacher) {
        TaskConfig task = config.task();
        ClassificationLoss loss = loss(config);
        Distillation distillation = task.distillation();
        if (teacher != null) {
            return distilling(distillation, model, new Teacher(teacher), loss);
        }
        if (distillation.kdModelName() != null) {
            throw new IllegalArgumentException(
                    "distillation from " + distillation.kdModelName() + " needs the teacher's model");
        }
        return task.loss().choice().multiLabel()
                ? new MultiLabelClassificationTask(
                        model, loss, task.loss().choice().threshold())
                : new ClassificationTask(model, loss);
    }

    private static TrainingTask distilling(
            Distillation settings, ImageModel model, Teacher teacher, ClassificationLoss loss) {
        return switch (settings.kdDistillType()) {
            case "feature" -> new FeatureDistillationTask(model, teacher, loss, settings);
            case "token" -> new TokenDistillationTask(model, teacher, loss, settings);
            default -> new LogitDistillationTask(model, teacher, loss, settings.weights(), settings.kdTemperature());
        };
    }

    /**
     * Makes the loss of the labels: for soft targets where samples are mixed.
     *
     * @param config the configuration
     * @return the loss
     * @throws IllegalArgumentException where options exclude each other
     */
    public static ClassificationLoss loss(TrainConfig config) {
        LossConfig loss = config.task().loss();
        boolean mixed = config.mix().mixing().isPresent();
        String type = loss.choice().lossType();
        if (type == null && (loss.jsdLoss() || loss.bce().bceLoss())) {
            type = loss.jsdLoss() ? "jsd" : "bce";
        }
        Arguments arguments = Arguments.of("loss_type", type)
                .with("multi_label", loss.choice().multiLabel())
                .with("soft_targets", mixed && !loss.jsdLoss())
                .with("smoothing", loss.smoothing())
                .with("jsd_splits", loss.augSplits());
        if ("bce".equals(type)) {
            arguments = arguments
                    .with("bce_sum", loss.bce().bceSum())
                    .with("bce_target_thresh", loss.bce().bceTargetThresh())
                    .with("pos_weight", loss.bce().bcePosWeight());
        }
        return LossFactory.createClassificationLoss(
                LossOptions.of(arguments.with(loss.choice().lossKwargs())));
    }
}
