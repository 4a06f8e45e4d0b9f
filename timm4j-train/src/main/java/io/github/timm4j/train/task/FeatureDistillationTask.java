package io.github.timm4j.train.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.github.timm4j.loss.ClassificationLoss;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.Linear;
import io.github.timm4j.nn.TrainingPass;
import io.github.timm4j.optim.ParameterSource;
import io.github.timm4j.train.config.TaskConfig.Distillation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Learns labels and a teacher's embeddings, to which a linear map brings the student's where their widths differ
 * ({@code timm.task.FeatureDistillationTask}). Names of the trained parameters begin with {@code student.} and
 * {@code projection.}.
 */
public final class FeatureDistillationTask implements TrainingTask {
    private final ImageModel student;
    private final Teacher teacher;
    private final ClassificationLoss loss;
    private final Distillation settings;
    private final @Nullable Linear projection;
    private final NDManager manager;

    /**
     * Makes the task.
     *
     * @param student the model to train
     * @param teacher the model to learn from
     * @param loss of the labels
     * @param settings weights of the two losses, widths of the features where they are not the models' own
     */
    public FeatureDistillationTask(
            ImageModel student, Teacher teacher, ClassificationLoss loss, Distillation settings) {
        this.student = student;
        this.teacher = teacher;
        this.loss = loss;
        this.settings = settings;
        int own = Objects.requireNonNullElse(settings.widths().kdStudentFeatureDim(), student.headHiddenSize());
        int wanted = Objects.requireNonNullElse(
                settings.widths().kdTeacherFeatureDim(), teacher.model().headHiddenSize());
        NDArray any = student.stateDict().values().iterator().next();
        manager = NDManager.newBaseManager(any.getDevice());
        projection = own == wanted ? null : new Linear(own, wanted, true);
        if (projection != null) {
            projection.initialize(manager, DataType.FLOAT32, new Shape(1, own));
        }
    }

    @Override
    public ImageModel model() {
        return student;
    }

    @Override
    public TaskOutput forward(@Nullable ParameterStore store, NDArray images, NDArray targets) {
        NDList heads = TrainingPass.logitsAndEmbeddings(student, store, images);
        NDArray labels = loss.loss(heads.get(0), targets);
        NDArray distilled = projected(store, heads.get(1))
                .sub(teacher.embeddings(images, student))
                .square()
                .mean();
        return new TaskOutput(
                DistillationLosses.weighted(labels, distilled, settings.weights()),
                heads.get(0),
                Map.of("task_loss", labels, "kd_loss", distilled));
    }

    private NDArray projected(@Nullable ParameterStore store, NDArray embeddings) {
        if (projection == null) {
            return embeddings;
        }
        return store == null
                ? projection.apply(embeddings)
                : projection.forward(store, new NDList(embeddings), true).head();
    }

    @Override
    public ParameterSource parameters() {
        ParameterSource own = ParameterSource.of(student);
        int last = Collections.max(own.layers().values());
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        Map<String, Integer> layers = new LinkedHashMap<>();
        own.parameters().forEach((name, parameter) -> parameters.put("student." + name, parameter));
        own.layers().forEach((name, layer) -> layers.put("student." + name, layer));
        if (projection != null) {
            projection.getParameters().forEach(entry -> {
                parameters.put("projection." + entry.getKey(), entry.getValue());
                layers.put("projection." + entry.getKey(), last);
            });
        }
        List<String> noDecay =
                own.noWeightDecay().stream().map(name -> "student." + name).toList();
        return new ParameterSource(parameters, noDecay, layers);
    }

    @Override
    public List<Parameter> used() {
        List<Parameter> all = new ArrayList<>(student.getParameters().values());
        if (projection != null) {
            all.addAll(projection.getParameters().values());
        }
        return all;
    }

    @Override
    public Map<String, NDArray> state() {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        if (projection != null) {
            projection
                    .getParameters()
                    .forEach(entry -> arrays.put(
                            "projection." + entry.getKey(), entry.getValue().getArray()));
        }
        return arrays;
    }

    @Override
    public void close() {
        if (projection != null) {
            projection.getParameters().values().forEach(Parameter::close);
        }
        manager.close();
    }
}
