package io.github.timm4j.models.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.timm4j.Timm;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.ModelOptionsBuilder;
import io.github.timm4j.nn.FeatureRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VisionTransformerTest {
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager(Device.cpu());
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void picturesOfAnotherSizeAreRefusedWithBothSizes() {
        try (VisionTransformer model = model("test_vit3", ModelOptions.builder())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.forward(manager.zeros(new Shape(1, 3, 64, 160))))
                    .withMessageContaining("160x160")
                    .withMessageContaining("64x160");
        }
    }

    @Test
    void picturesThatPatchesDoNotTileAreRefused() {
        try (VisionTransformer model = model("test_vit", ModelOptions.builder())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.forward(manager.zeros(new Shape(1, 3, 64, 65))))
                    .withMessageContaining("multiples of the patch size 16");
        }
    }

    @Test
    void aPatchSizeIsOneNumberOrTwoEqualOnes() {
        ModelOptionsBuilder options = ModelOptions.builder().imageSize(32);
        try (VisionTransformer model = model("test_vit", options.argument("patch_size", List.of(8, 8)))) {
            assertThat(model.shapes().get("patch_embed.proj.weight")).containsExactly(64, 3, 8, 8);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model("test_vit", options.argument("patch_size", List.of(16, 8))))
                .withMessageContaining("patch_size")
                .withMessageContaining("[16, 8]");
    }

    @Test
    void tokenPoolingNeedsTheClassToken() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model("test_vit2", ModelOptions.builder().globalPool("token")))
                .withMessageContaining("class token");
        try (VisionTransformer model = model("test_vit2", ModelOptions.builder())) {
            assertThatIllegalArgumentException().isThrownBy(() -> model.resetClassifier(3, "token"));
            assertThat(model.globalPool()).isEqualTo("avg");
        }
    }

    @Test
    void attentionPoolingCannotBeAddedLater() {
        try (VisionTransformer model = model("test_vit", ModelOptions.builder())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.resetClassifier(3, "map"))
                    .withMessageContaining("this one pools by 'token'");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.resetClassifier(3, "median"))
                    .withMessageContaining("median");
        }
    }

    @Test
    void unknownArgumentsAreNamedWithTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model("test_vit", ModelOptions.builder().argument("reg_token", 2)))
                .withMessageContaining("reg_token")
                .withMessageContaining("reg_tokens");
    }

    @Test
    void headsMustShareTheFeatures() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model("test_vit", ModelOptions.builder().argument("num_heads", 5)))
                .withMessageContaining("64 features cannot be shared by 5 heads");
    }

    @Test
    void tokensComeAsMapsOrSequencesOnly() {
        try (VisionTransformer model = model("test_vit", ModelOptions.builder())) {
            FeatureRequest request = FeatureRequest.all().as(FeatureRequest.Format.NHWC);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.forwardIntermediates(manager.zeros(new Shape(1, 3, 32, 32)), request));
        }
    }

    @Test
    void aModelWithoutWeightsTakesAnotherSize() {
        VisionTransformer model =
                ViTs.TEST_VIT3.build(ModelOptions.builder().imageSize(32).build());
        model.setInputSize(new ImageSize(48, 64), 8);
        model.initialize(Device.cpu(), DataType.FLOAT32, 1);
        try (model) {
            assertThat(model.shapes().get("pos_embed")).containsExactly(1, 6 * 8 + 1, 96);
            assertThat(model.forward(manager.zeros(new Shape(1, 3, 48, 64))).getShape())
                    .isEqualTo(new Shape(1, 1000));
        }
    }

    @Test
    void aClosedModelTakesNoOtherSize() {
        VisionTransformer model = model("test_vit3", ModelOptions.builder());
        ImageSize size = model.imageSize();
        model.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> model.setInputSize(ImageSize.square(64)))
                .withMessage("the model is closed");
        assertThat(model.imageSize()).isEqualTo(size);
    }

    @Test
    void frozenPositionsStayFrozenAtAnotherSize() {
        try (VisionTransformer model = model("test_vit3", ModelOptions.builder())) {
            model.freeze("pos_embed"::equals, true);
            model.setInputSize(ImageSize.square(64));
            assertThat(model.namedParameters().get("pos_embed").requiresGradient())
                    .isFalse();
            assertThat(model.namedParameters().get("reg_token").requiresGradient())
                    .isTrue();
            assertThat(model.stateDict().keySet()).startsWith("reg_token", "pos_embed", "patch_embed.proj.weight");
        }
    }

    @Test
    void everyRandomLayerActsWhileTrainingOnly() {
        NDArray x = manager.randomUniform(-1, 1, new Shape(4, 3, 32, 32));
        Map<String, ModelOptionsBuilder> rates = Map.of(
                "drop", ModelOptions.builder().dropRate(0.5),
                "drop path", ModelOptions.builder().dropPathRate(0.5),
                "positions", ModelOptions.builder().posDropRate(0.5),
                "patches", ModelOptions.builder().patchDropRate(0.5),
                "projections", ModelOptions.builder().projDropRate(0.5),
                "attention", ModelOptions.builder().attnDropRate(0.5));
        rates.forEach((name, rate) -> {
            try (VisionTransformer model = model("test_vit", rate.argument("init_values", 1.0))) {
                float[] evaluated = model.forward(x).toFloatArray();
                assertThat(model.forward(x).toFloatArray()).as(name).isEqualTo(evaluated);
                float[] trained = model.forward(x, true).toFloatArray();
                assertThat(trained).as(name).isNotEqualTo(evaluated);
                assertThat(model.forward(x, true).toFloatArray()).as(name).isNotEqualTo(trained);
            }
        });
    }

    @Test
    void allWeightsLearnWithEveryRateSet() {
        ModelOptionsBuilder options = ModelOptions.builder()
                .dropRate(0.1)
                .dropPathRate(0.1)
                .posDropRate(0.1)
                .patchDropRate(0.5)
                .projDropRate(0.1)
                .attnDropRate(0.1)
                .argument("attn_layer", "diff")
                .argument("init_values", 0.1);
        try (VisionTransformer model = model("test_vit", options)) {
            NDArray x = manager.randomUniform(-1, 1, new Shape(8, 3, 64, 64));
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                collector.backward(model.forward(x, true).square().sum());
            }
            model.namedParameters().forEach((key, parameter) -> {
                NDArray gradient = parameter.getArray().getGradient();
                assertThat(gradient.abs().sum().getFloat()).as(key).isPositive();
            });
        }
    }

    @Test
    void halfPrecisionStaysNearSinglePrecision() {
        NDArray x = manager.randomUniform(-1, 1, new Shape(1, 3, 160, 160));
        try (VisionTransformer model = model("test_vit3", ModelOptions.builder().seed(3L))) {
            NDArray single = model.forward(x);
            model.cast(DataType.FLOAT16);
            NDArray half = model.forward(x.toType(DataType.FLOAT16, true)).toType(DataType.FLOAT32, true);
            float largest = single.sub(half).abs().max().getFloat();
            assertThat(largest).isPositive().isLessThan(0.02f);
        }
    }

    @Test
    void aFeatureExtractorHandsOutTheLastBlocks() {
        try (VisionTransformer model =
                model("test_vit", ModelOptions.builder().featuresOnly(true).outIndices(-2, -1))) {
            assertThat(model.forwardLevels(manager.zeros(new Shape(1, 3, 48, 32))))
                    .extracting(NDArray::getShape)
                    .containsExactly(new Shape(1, 64, 3, 2), new Shape(1, 64, 3, 2));
            assertThat(model.featureInfo().moduleName()).isEqualTo(List.of("blocks.4", "blocks.5"));
            assertThat(model.stateDict()).doesNotContainKeys("norm.weight", "head.weight");
        }
    }

    private static VisionTransformer model(String name, ModelOptionsBuilder options) {
        return (VisionTransformer)
                Timm.createModel(name, options.device(Device.cpu()).build());
    }
}
