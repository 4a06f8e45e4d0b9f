package io.github.timm4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.Timm;
import io.github.timm4j.compile.CompileOptions;
import io.github.timm4j.compile.CompiledModel;
import io.github.timm4j.compile.MemoryLayout;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.config.PretrainedCfg.Preprocessing;
import io.github.timm4j.data.CropMode;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.transform.Transforms;
import io.github.timm4j.nn.ImageModel;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Preprocessing inside an archive gives, bit for bit, what the transforms give, which are Pillow's numbers. */
class CompiledPicturesTest {
    private static final CompileOptions OPTIONS = CompileOptions.DEFAULTS.layout(MemoryLayout.CONTIGUOUS);

    private final NDManager manager = NDManager.newBaseManager(Device.cpu());

    @AfterEach
    void free() {
        manager.close();
    }

    @ParameterizedTest
    @CsvSource({
        "bicubic, center, 0.875, 64, 64, 97, 141",
        "bicubic, center, 0.875, 64, 64, 300, 120",
        "bicubic, center, 0.95, 64, 48, 41, 33",
        "bilinear, center, 1.0, 64, 64, 64, 64",
        "bilinear, squash, 0.9, 32, 64, 97, 141",
        "lanczos, border, 0.9, 64, 48, 97, 141",
        "box, center, 0.875, 64, 64, 131, 90",
        "hamming, center, 0.875, 64, 64, 131, 90",
        "nearest, center, 0.875, 64, 64, 131, 90",
        "bicubic, border, 1.2, 64, 64, 97, 141",
        "bicubic, center, 1.3, 64, 64, 80, 57"
    })
    void resizeCropAndNormalisationAreExact(
            String filter, String mode, double share, int height, int width, int rows, int columns) {
        Preprocessing preprocessing = new Preprocessing(
                filter, share, null, mode, PretrainedCfg.DEFAULT.preprocessing().mean(), List.of(0.2, 0.3, 0.25));
        ImageSize size = new ImageSize(height, width);
        byte[] bytes = picture(rows, columns);
        DataConfig config = new DataConfig(
                new InputSize(3, height, width),
                Interpolation.of(filter),
                preprocessing.mean(),
                preprocessing.std(),
                share,
                CropMode.of(mode));
        float[] expected = Transforms.create(config).toFloats(Pixels.of(rows, columns, 3, bytes));
        try (PassThrough model = new PassThrough();
                CompiledModel compiled = model.compile(OPTIONS.imageSize(size).preprocessing(preprocessing))) {
            NDArray found = compiled.predict(raw(rows, columns, bytes));
            assertThat(found.getShape()).isEqualTo(new Shape(1, 3, height, width));
            assertThat(found.toFloatArray()).containsExactly(expected);
        }
    }

    @Test
    void aModelTakesPicturesOfAnySize(@TempDir Path folder) {
        try (ImageModel model = Timm.createModel(
                        "test_efficientnet",
                        ModelOptions.builder().device(Device.cpu()).build());
                CompiledModel compiled = model.compile(
                        OPTIONS.preprocessing(model.pretrainedCfg().preprocessing()))) {
            for (int[] size : new int[][] {{200, 300}, {333, 180}}) {
                byte[] bytes = picture(size[0], size[1]);
                DataConfig config = DataConfig.resolve(model);
                float[] input = Transforms.create(config).toFloats(Pixels.of(size[0], size[1], 3, bytes));
                NDArray x = manager.create(
                        input,
                        new Shape(
                                1,
                                3,
                                config.inputSize().height(),
                                config.inputSize().width()));
                NDArray expected = model.forward(x);
                NDArray found = compiled.predict(raw(size[0], size[1], bytes));
                assertThat(found.sub(expected).abs().max().getFloat())
                        .isLessThanOrEqualTo(1e-5f * expected.abs().max().getFloat());
            }
            assertThatThrownBy(() -> compiled.predict(manager.zeros(new Shape(1, 160, 160, 3))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("8-bit pictures (batch, height, width, 3)")
                    .hasMessageContaining("float32");
            assertThatThrownBy(() -> compiled.exportServing(folder.resolve("out"), List.of("cat", "dog")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("expected 1000 class names, one for each logit, found 2");
            assertThat(folder.resolve("out")).doesNotExist();
        }
    }

    @Test
    void whatCannotBeIsRefused(@TempDir Path folder) {
        Preprocessing known = PretrainedCfg.DEFAULT.preprocessing();
        try (PassThrough model = new PassThrough();
                CompiledModel floats = model.compile(OPTIONS)) {
            assertThatThrownBy(() -> floats.exportServing(folder.resolve("out"), List.of("a")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("preprocessing");
            assertThat(folder.resolve("out")).doesNotExist();
            try (CompiledModel maps = model.compile(OPTIONS.preprocessing(known))) {
                assertThatThrownBy(() -> maps.exportServing(folder.resolve("out"), List.of("a")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("only logits")
                        .hasMessageContaining("(1, 3, 224, 224)");
            }
            Preprocessing odd = new Preprocessing("cubic", 1, null, "center", known.mean(), known.std());
            assertThatThrownBy(() -> model.compile(OPTIONS.preprocessing(odd)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'cubic'")
                    .hasMessageContaining("bicubic");
        }
        assertThatThrownBy(() -> OPTIONS.preprocessing(known).freeSize(true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("any size");
    }

    private NDArray raw(int rows, int columns, byte[] bytes) {
        return manager.create(ByteBuffer.wrap(bytes), new Shape(1, rows, columns, 3), DataType.UINT8);
    }

    private static byte[] picture(int rows, int columns) {
        byte[] bytes = new byte[rows * columns * 3];
        new Random(rows).nextBytes(bytes);
        return bytes;
    }
}
