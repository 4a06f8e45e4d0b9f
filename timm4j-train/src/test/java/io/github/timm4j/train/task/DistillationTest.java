package io.github.timm4j.train.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.Timm;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.train.config.TrainConfig;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DistillationTest {
    private static ImageModel student;
    private static ImageModel teacher;

    @BeforeAll
    static void models() {
        ModelOptions options = ModelOptions.builder().numClasses(4).build();
        student = Timm.createModel("test_efficientnet", options);
        teacher = Timm.createModel("test_resnet", options);
    }

    @AfterAll
    static void close() {
        student.close();
        teacher.close();
    }

    /** The expected numbers are PyTorch's for timm's formula. */
    @Test
    void theDivergenceIsThatOfTimm() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray own = manager.create(
                    new float[] {1, -.5f, 2, .3f, .1f, .2f, -1.5f, 3, 2.5f, 0, .5f, -1}, new Shape(3, 4));
            NDArray wanted = manager.create(
                    new float[] {.5f, .5f, 1.5f, -.3f, 1.1f, -.2f, -.5f, 2, .5f, 1, .5f, -2}, new Shape(3, 4));
            assertThat(DistillationLosses.divergence(own, wanted, 1).getFloat()).isEqualTo(0.40675142f, within(1e-6f));
            assertThat(DistillationLosses.divergence(own, wanted, 4).getFloat()).isEqualTo(0.4401263f, within(1e-6f));
        }
    }

    private static TaskOutput forward(TrainConfig config) {
        try (TrainingTask task = Tasks.create(config.with("smoothing", 0.0), student, teacher);
                NDManager manager = NDManager.newBaseManager()) {
            NDArray images = manager.randomUniform(-1, 1, new Shape(4, 3, 64, 64));
            TaskOutput output = task.forward(null, images, manager.create(new long[] {0, 1, 2, 3}));
            float labels = output.parts().get("task_loss").getFloat();
            float distilled = output.parts().get("kd_loss").getFloat();
            assertThat(output.loss().getFloat()).isEqualTo(0.3f * labels + 0.7f * distilled, within(1e-5f));
            return output;
        }
    }

    @Test
    void lossesOfLabelsAndTeacherAreWeighted() {
        TrainConfig config = TrainConfig.DEFAULTS.with("task_loss_weight", 0.3);
        forward(config);
        forward(config.with("kd_distill_type", "feature"));
    }

    @Test
    void featuresOfAnotherWidthAreProjectedAndTheProjectionIsTrained() {
        TrainConfig config = TrainConfig.DEFAULTS.with("kd_distill_type", "feature");
        try (TrainingTask task = Tasks.create(config, student, teacher)) {
            assertThat(student.headHiddenSize()).isNotEqualTo(teacher.headHiddenSize());
            assertThat(task.state()).containsOnlyKeys("projection.weight", "projection.bias");
            assertThat(task.state().get("projection.weight").getShape())
                    .isEqualTo(new Shape(teacher.headHiddenSize(), student.headHiddenSize()));
            assertThat(task.parameters().parameters())
                    .containsKeys("projection.weight", "student.classifier.weight")
                    .hasSize(student.namedParameters().size() + 2);
            assertThat(task.used()).hasSize(student.getParameters().size() + 2);
        }
        try (TrainingTask same = Tasks.create(config, student, student)) {
            assertThat(same.state()).isEmpty();
        }
    }

    @Test
    void theTeacherSeesPicturesInItsOwnNormalisation() {
        ModelOptions options = ModelOptions.builder().numClasses(4).build();
        try (ImageModel vit = Timm.createModel("test_vit", options);
                NDManager manager = NDManager.newBaseManager()) {
            NDArray images = manager.randomUniform(-1, 1, new Shape(2, 3, 160, 160));
            Teacher wrapped = new Teacher(vit);
            NDArray pixels = images.mul(
                            rgb(manager, student.pretrainedCfg().preprocessing().std()))
                    .add(rgb(manager, student.pretrainedCfg().preprocessing().mean()));
            NDArray own = pixels.sub(
                            rgb(manager, vit.pretrainedCfg().preprocessing().mean()))
                    .div(rgb(manager, vit.pretrainedCfg().preprocessing().std()));
            assertThat(wrapped.logits(images, student).toFloatArray())
                    .containsExactly(vit.forward(own).toFloatArray(), within(1e-4f));
            assertThat(wrapped.logits(images, vit).toFloatArray())
                    .containsExactly(vit.forward(images).toFloatArray());
        }
    }

    private static NDArray rgb(NDManager manager, List<Double> values) {
        float[] floats = {
            values.get(0).floatValue(),
            values.get(1).floatValue(),
            values.get(2).floatValue()
        };
        return manager.create(floats, new Shape(1, 3, 1, 1));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> Tasks.create(TrainConfig.DEFAULTS.with("kd_distill_type", "token"), student, teacher))
                .hasMessageContaining("distillation head");
        assertThatThrownBy(() -> Tasks.create(TrainConfig.DEFAULTS.with("kd_model_name", "resnet50"), student, null))
                .hasMessageContaining("resnet50");
    }
}
