package io.github.timm4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.Timm;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.ModelOptionsBuilder;
import io.github.timm4j.nn.FeatureRequest;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.Intermediates;
import io.github.timm4j.nn.StagedModel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which levels a feature extractor hands out, and in which order, as timm 1.0.31 does. */
class FeatureLevelsTest {
    private static List<String> levels(String name, ModelOptionsBuilder options) {
        try (ImageModel model = Timm.createModel(
                name, options.featuresOnly(true).device(Device.cpu()).build())) {
            return model.featureInfo().moduleName();
        }
    }

    @Test
    void transformersHandOutTheirLastThreeBlocksAndStagedNetworksAllLevels() {
        assertThat(levels("test_vit", ModelOptions.builder())).containsExactly("blocks.3", "blocks.4", "blocks.5");
        assertThat(levels("test_resnet", ModelOptions.builder()))
                .containsExactly("act1", "layer1", "layer2", "layer3", "layer4");
    }

    @Test
    void oneNumberAsksForThatManyLevelsFromTheEnd() {
        assertThat(levels("test_vit", ModelOptions.builder().argument("out_indices", 2)))
                .containsExactly("blocks.4", "blocks.5");
        assertThat(levels("test_resnet", ModelOptions.builder().argument("out_indices", 1)))
                .containsExactly("layer4");
    }

    @Test
    void levelsComeFromTheInputToTheDeepestHoweverTheyWereNamed() {
        ModelOptionsBuilder options = ModelOptions.builder().outIndices(4, 2, -1);
        assertThat(levels("test_resnet", options)).containsExactly("layer2", "layer4");
        try (ImageModel model = Timm.createModel("test_resnet");
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            assertThat(model.forwardIntermediates(manager.zeros(new Shape(1, 3, 64, 64)), FeatureRequest.levels(4, 2))
                            .levels())
                    .extracting(level -> level.getShape().get(2))
                    .containsExactly(8L, 2L);
        }
    }

    @Test
    void mobileNetworksHandOutEveryBlockWithTheStemAsTheFirst() {
        try (ImageModel model = Timm.createModel("test_efficientnet");
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            NDArray pictures = manager.zeros(new Shape(1, 3, 64, 64));
            FeatureRequest request = FeatureRequest.all().ofBlocks();
            Intermediates all = model.forwardIntermediates(pictures, request);
            assertThat(all.levels())
                    .extracting(level -> level.getShape().get(1))
                    .containsExactly(24L, 16L, 24L, 32L, 48L, 64L);
            assertThat(model.forwardIntermediates(
                                    pictures, request.at(List.of(-1)).stoppedEarly())
                            .output()
                            .getShape())
                    .isEqualTo(all.output().getShape());
            assertThat(((StagedModel) model).pruneBlocks(List.of(1, -3), false, true))
                    .containsExactly(1, 3);
            assertThat(model.numFeatures()).isEqualTo(32);
            assertThat(model.forwardFeatures(pictures).getShape()).isEqualTo(new Shape(1, 32, 8, 8));
        }
    }

    @Test
    void anEarlyStopAtAResNetsStemEndsBehindItsPooling() {
        try (ImageModel model = Timm.createModel("test_resnet");
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            Intermediates stem = model.forwardIntermediates(
                    manager.zeros(new Shape(1, 3, 64, 64)),
                    FeatureRequest.levels(0).stoppedEarly());
            assertThat(stem.levels().head().getShape()).isEqualTo(new Shape(1, 32, 32, 32));
            assertThat(stem.output().getShape()).isEqualTo(new Shape(1, 32, 16, 16));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"test_resnet", "test_efficientnet", "mobilenetv3_small_050", "test_vit"})
    void levelsAreFoundByTheirModuleNames(String name) {
        try (ImageModel model = Timm.createModel(name);
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            NDArray pictures = manager.randomUniform(-1, 1, new Shape(1, 3, 160, 160));
            NDList named = model.forwardModules(pictures, model.featureInfo().moduleName());
            NDList levels =
                    model.forwardIntermediates(pictures, FeatureRequest.all()).levels();
            assertThat(named).hasSameSizeAs(levels);
            if (model instanceof StagedModel) {
                for (int i = 0; i < levels.size(); i++) {
                    assertThat(named.get(i).toFloatArray())
                            .isEqualTo(levels.get(i).toFloatArray());
                }
            }
        }
    }

    @Test
    void onlyMobileNetworksHaveExtraBlocks() {
        for (String name : List.of("test_resnet", "test_vit")) {
            try (ImageModel model = Timm.createModel(name);
                    NDManager manager = NDManager.newBaseManager(Device.cpu())) {
                assertThatThrownBy(() -> model.forwardIntermediates(
                                manager.zeros(new Shape(1, 3, 160, 160)),
                                FeatureRequest.all().ofBlocks()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("extra blocks");
            }
        }
    }

    @Test
    void theFastPoolingIsTheAverage() {
        ModelOptionsBuilder options =
                ModelOptions.builder().device(Device.cpu()).seed(5L);
        try (ImageModel fast = Timm.createModel(
                        "test_resnet", options.globalPool("fast").build());
                ImageModel average = Timm.createModel(
                        "test_resnet", options.globalPool("AVG").build());
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            var pictures = manager.randomUniform(-1, 1, new Shape(1, 3, 64, 64));
            assertThat(fast.forward(pictures).toFloatArray())
                    .isEqualTo(average.forward(pictures).toFloatArray());
        }
    }
}
