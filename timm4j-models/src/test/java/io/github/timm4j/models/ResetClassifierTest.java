package io.github.timm4j.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.github.timm4j.Timm;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.ImageModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A later classifier begins as PyTorch's linear layers do, whatever its family does with the first. */
class ResetClassifierTest {
    @Test
    void poolingIsReportedAsItWasAskedFor() {
        ModelOptions options = ModelOptions.builder().globalPool("fast").build();
        try (ImageModel model = Timm.createModel("test_resnet", options)) {
            assertThat(model.globalPool()).isEqualTo("fast");
            model.resetClassifier(5, "fastcatavgmax");
            assertThat(model.globalPool()).isEqualTo("fastcatavgmax");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"test_efficientnet", "mobilenetv3_small_050", "test_vit", "test_resnet"})
    void aNewClassifierHasUniformWeightsAndBiases(String name) {
        ModelOptions options =
                ModelOptions.builder().device(Device.cpu()).seed(3L).build();
        try (ImageModel model = Timm.createModel(name, options)) {
            model.resetClassifier(50);
            float bound = (float) (1 / Math.sqrt(model.headHiddenSize()));
            for (String part : new String[] {".weight", ".bias"}) {
                float[] values =
                        model.stateDict().get(model.classifierName() + part).toFloatArray();
                float largest = 0;
                for (float value : values) {
                    largest = Math.max(largest, Math.abs(value));
                }
                assertThat(largest).as(part).isBetween(0.8f * bound, bound);
            }
        }
    }
}
