package io.github.timm4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.Timm;
import io.github.timm4j.compile.CompileException;
import io.github.timm4j.compile.CompileOptions;
import io.github.timm4j.compile.CompiledModel;
import io.github.timm4j.compile.MemoryLayout;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.ImageModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Compiled models in half precision and for more than one size of the input. */
class CompileSizesTest {
    private static final CompileOptions OPTIONS =
            CompileOptions.DEFAULTS.imageSize(ImageSize.square(64)).layout(MemoryLayout.CHANNELS_LAST);

    private final NDManager manager = NDManager.newBaseManager(Device.cpu());

    @AfterEach
    void free() {
        manager.close();
    }

    /**
     * Worst difference over the spread of the logits. Measured with random weights: bfloat16 (8 bits) 0.013 to 0.065
     * over ten models of the four families, float16 (11 bits) 0.0014 to 0.023; the bounds are for these three.
     */
    @ParameterizedTest
    @CsvSource({
        "test_resnet, BFLOAT16, 0.05",
        "test_resnet, FLOAT16, 0.01",
        "test_efficientnet, BFLOAT16, 0.05",
        "test_efficientnet, FLOAT16, 0.01",
        "test_vit, BFLOAT16, 0.15",
        "test_vit, FLOAT16, 0.03"
    })
    void halfPrecisionStaysNear(String name, DataType type, double bound) {
        try (ImageModel model = model(name);
                CompiledModel compiled = model.compile(OPTIONS.imageSize(null).dtype(type))) {
            assertThat(compiled.dtype()).isEqualTo(type);
            Shape picture = compiled.pictureShape();
            for (int batch : new int[] {1, 3}) {
                NDArray x = manager.randomNormal(new Shape(batch).addAll(picture));
                NDArray expected = model.forward(x);
                NDArray found = compiled.predict(x);
                assertThat(found.getDataType()).isEqualTo(DataType.FLOAT32);
                assertThat(worst(found, expected)).isBetween(1e-7, bound);
            }
        }
    }

    @Test
    void halfPrecisionHalvesTheArchive() {
        try (ImageModel model = model("test_resnet");
                CompiledModel full = model.compile(OPTIONS);
                CompiledModel half = model.compile(OPTIONS.dtype(DataType.BFLOAT16))) {
            assertThat((double) half.report().bytes() / full.report().bytes()).isBetween(0.5, 0.6);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FUSED", "BLOCKED"})
    void layoutsOfOneDnnComputeInFloat32Only(MemoryLayout layout) {
        CompileOptions half = OPTIONS.dtype(DataType.FLOAT16);
        assertThatThrownBy(() -> half.layout(layout))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(layout.name())
                .hasMessageContaining("float32");
    }

    @Test
    void otherTypesAreRefused() {
        assertThatThrownBy(() -> OPTIONS.dtype(DataType.INT8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bfloat16")
                .hasMessageContaining("int8");
    }

    @ParameterizedTest
    @CsvSource({
        "test_resnet, CHANNELS_LAST",
        "test_resnet, FUSED",
        "test_efficientnet, BLOCKED",
        "tf_efficientnet_lite0, CHANNELS_LAST"
    })
    void freeSizesComputeTheSame(String name, MemoryLayout layout) {
        try (ImageModel model = model(name);
                CompiledModel compiled = model.compile(OPTIONS.freeSize(true).layout(layout))) {
            for (int[] size : new int[][] {{64, 64}, {96, 160}, {224, 32}, {128, 96}}) {
                NDArray x = manager.randomNormal(new Shape(2, 3, size[0], size[1]));
                assertThat(worst(compiled.predict(x), model.forward(x))).isLessThanOrEqualTo(1e-4);
            }
            assertThatThrownBy(() -> compiled.predict(manager.zeros(new Shape(1, 3, 64, 70))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("multiples of 32");
        }
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 1e-4", "FLOAT16, 0.03", "BFLOAT16, 0.15"})
    void positionsAreResizedWithTheInput(DataType type, double bound) {
        ModelOptions options = ModelOptions.builder()
                .device(Device.cpu())
                .arguments(Arguments.of("dynamic_img_size", true))
                .build();
        try (ImageModel model = Timm.createModel("test_vit", options);
                CompiledModel compiled = model.compile(OPTIONS.freeSize(true).dtype(type))) {
            for (int[] size : new int[][] {{64, 64}, {96, 160}, {160, 160}, {48, 32}}) {
                NDArray x = manager.randomNormal(new Shape(3, 3, size[0], size[1]));
                assertThat(worst(compiled.predict(x), model.forward(x))).isLessThanOrEqualTo(bound);
            }
        }
    }

    @Test
    void aModelOfOneSizeSaysSo() {
        try (ImageModel model = model("vit_tiny_patch16_224")) {
            assertThatThrownBy(() -> model.compile(
                            OPTIONS.imageSize(ImageSize.square(224)).freeSize(true)))
                    .isInstanceOf(CompileException.class)
                    .hasMessageContaining("224")
                    .hasMessageContaining("fixed");
        }
    }

    @Test
    void aPassThatBranchesOnTheBatchSizeIsRefused() {
        try (PassThrough model =
                new PassThrough(x -> x.getShape().get(0) > 2 ? x.mul(2).add(1) : x.mul(2))) {
            assertThatThrownBy(() -> model.compile(OPTIONS))
                    .isInstanceOf(CompileException.class)
                    .hasMessageContaining("takes another course");
        }
    }

    @Test
    void aNumberThatGrowsUnevenlyIsRefused() {
        try (PassThrough model =
                new PassThrough(x -> x.mul(x.getShape().get(2) * x.getShape().get(2)))) {
            assertThatThrownBy(() -> model.compile(OPTIONS.freeSize(true)))
                    .isInstanceOf(CompileException.class)
                    .hasMessageContaining("torch.mul of PassThrough")
                    .hasMessageContaining("evenly");
        }
    }

    private static ImageModel model(String name) {
        return Timm.createModel(
                name, ModelOptions.builder().device(Device.cpu()).build());
    }

    private static double worst(NDArray found, NDArray expected) {
        assertThat(found.getShape()).isEqualTo(expected.getShape());
        double mean = expected.mean().getFloat();
        double std = Math.sqrt(expected.sub(mean).square().mean().getFloat());
        return found.sub(expected).abs().max().getFloat() / std;
    }
}
