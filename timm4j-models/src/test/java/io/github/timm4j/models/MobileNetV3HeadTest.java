package io.github.timm4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.Timm;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.ModelOptionsBuilder;
import io.github.timm4j.nn.ImageModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The head whose convolution follows the pooling. */
class MobileNetV3HeadTest {
    private static ImageModel model(ModelOptionsBuilder options) {
        ImageModel model = Timm.modelEntrypoint("mobilenetv3_small_050").build(options.build());
        model.initialize(Device.cpu(), DataType.FLOAT32, 1);
        return model;
    }

    @Test
    void withoutPoolingTheConvolutionKeepsTheMap() {
        try (ImageModel model = model(ModelOptions.builder().numClasses(0).globalPool(""));
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            NDArray y = model.forward(manager.ones(new Shape(2, 3, 64, 64)));
            assertThat(y.getShape()).isEqualTo(new Shape(2, 1024, 2, 2));
        }
    }

    @Test
    void poolingThatDoublesChannelsIsChosenAtConstructionOnly() {
        try (ImageModel model = model(ModelOptions.builder().globalPool("catavgmax"));
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            assertThat(model.shapes().get("conv_head.weight")).containsExactly(1024, 576, 1, 1);
            assertThat(model.headHiddenSize()).isEqualTo(1024);
            NDArray x = manager.ones(new Shape(1, 3, 64, 64));
            float[] before = model.forward(x).toFloatArray();
            assertThatThrownBy(() -> model.resetClassifier(10, "avg"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("576 pooled channels; pooling 'avg' gives 288");
            assertThat(model.forward(x).toFloatArray()).isEqualTo(before);
        }
    }

    @Test
    void anotherPoolingOfTheSameWidthIsTaken() {
        try (ImageModel model = model(ModelOptions.builder());
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            model.resetClassifier(5, "max");
            assertThat(model.forward(manager.ones(new Shape(1, 3, 64, 64))).getShape())
                    .isEqualTo(new Shape(1, 5));
            assertThat(model.shapes()).containsKey("conv_head.weight");
        }
    }

    @Test
    void pruningTheHeadTakesItsConvolution() {
        try (ImageModel model = model(ModelOptions.builder())) {
            assertThat(model.pruneIntermediateLayers(List.of(-1), false, false)).containsExactly(4);
            assertThat(model.shapes()).containsKeys("conv_head.weight", "classifier.weight");
            model.pruneIntermediateLayers(List.of(3), false, false);
            assertThat(model.shapes()).doesNotContainKeys("conv_head.weight", "classifier.weight");
            assertThat(model.headHiddenSize()).isEqualTo(24);
        }
    }
}
