package io.github.timm4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import ai.djl.translate.NoopTranslator;
import io.github.timm4j.Timm;
import io.github.timm4j.compile.CompileException;
import io.github.timm4j.compile.CompileOptions;
import io.github.timm4j.compile.CompiledModel;
import io.github.timm4j.compile.MemoryLayout;
import io.github.timm4j.compile.Output;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.FeatureRequest;
import io.github.timm4j.nn.ImageModel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledModelTest {
    private static final int SIZE = 64;
    private static final CompileOptions OPTIONS =
            CompileOptions.DEFAULTS.imageSize(ImageSize.square(SIZE)).layout(MemoryLayout.CHANNELS_LAST);

    private final NDManager manager = NDManager.newBaseManager(Device.cpu());

    @AfterEach
    void free() {
        manager.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyLayoutComputesTheSame(MemoryLayout layout) {
        try (ImageModel model = model("test_resnet");
                CompiledModel compiled = model.compile(OPTIONS.layout(layout))) {
            assertThat(compiled.layout()).isNotIn(MemoryLayout.AUTO, MemoryLayout.FASTEST);
            for (int batch : new int[] {1, 2, 5}) {
                NDArray x = pictures(batch);
                close(model.forward(x), compiled.predict(x));
            }
        }
    }

    @Test
    void withoutOptionsItIsCompiledForItsPretrainedSize() {
        try (ImageModel model = model("test_efficientnet");
                CompiledModel compiled = model.compile()) {
            ImageSize size = size(model);
            assertThat(compiled.pictureShape()).isEqualTo(new Shape(3, size.height(), size.width()));
            assertThat(compiled.report().timings()).containsKey(compiled.layout());
            NDArray x = manager.randomNormal(new Shape(2, 3, size.height(), size.width()));
            close(model.forward(x), compiled.predict(x));
        }
    }

    @Test
    void inputStaysAsItIs() {
        try (ImageModel model = model("test_efficientnet");
                CompiledModel compiled = model.compile(OPTIONS)) {
            NDArray x = pictures(2);
            float[] before = x.toFloatArray();
            compiled.predict(x);
            assertThat(x.toFloatArray()).containsExactly(before);
        }
    }

    @Test
    void outlivesTheModelItCameFrom() {
        NDArray x = pictures(1);
        NDArray expected;
        CompiledModel compiled;
        try (ImageModel model = model("test_resnet")) {
            expected = model.forward(x);
            compiled = model.compile(OPTIONS);
        }
        try (compiled) {
            close(expected, compiled.predict(x));
        }
    }

    @Test
    void featuresOnlyModelHandsOutItsLevels() {
        try (ImageModel model = model("test_efficientnet").featuresOnly(null);
                CompiledModel compiled = model.compile(OPTIONS)) {
            NDArray x = pictures(3);
            closeAll(model.forwardLevels(x), compiled.predictAll(x));
            assertThatThrownBy(() -> compiled.predict(x))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("predictAll");
        }
    }

    @Test
    void otherOutputsCompileToo() {
        FeatureRequest request = FeatureRequest.all();
        for (String name : List.of("test_resnet", "test_vit")) {
            try (ImageModel model = model(name)) {
                ImageSize size = size(model);
                NDArray x = manager.randomNormal(new Shape(3, 3, size.height(), size.width()));
                for (Output output : List.of(Output.FEATURES, Output.PRE_LOGITS, new Output.Levels(request))) {
                    CompileOptions options = OPTIONS.imageSize(size).output(output);
                    try (CompiledModel compiled = model.compile(options)) {
                        closeAll(output.compute(model, x), compiled.predictAll(x));
                    }
                }
            }
        }
    }

    @Test
    void plainDjlProgramLoadsTheArchive(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("model.pt");
        NDArray x = pictures(2);
        NDArray expected;
        try (ImageModel model = model("test_resnet");
                CompiledModel compiled = model.compile(OPTIONS)) {
            compiled.export(file);
            expected = compiled.predict(x);
        }
        Criteria<NDList, NDList> criteria = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optEngine("PyTorch")
                .optModelPath(file)
                .optTranslator(new NoopTranslator())
                .build();
        try (ZooModel<NDList, NDList> loaded = criteria.loadModel();
                Predictor<NDList, NDList> predictor = loaded.newPredictor()) {
            close(expected, predictor.predict(new NDList(x)).head());
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void isADjlBlock() throws Exception {
        try (ImageModel model = model("test_resnet");
                CompiledModel compiled = model.compile(OPTIONS);
                Model djl = Model.newInstance("compiled", Device.cpu(), "PyTorch")) {
            djl.setBlock(compiled);
            NDArray x = pictures(2);
            try (Predictor<NDList, NDList> predictor = djl.newPredictor(new NoopTranslator())) {
                close(model.forward(x), predictor.predict(new NDList(x)).head());
            }
            assertThat(compiled.getOutputShapes(new Shape[] {x.getShape()})).containsExactly(new Shape(2, 1000));
            assertThatThrownBy(() -> compiled.forward(new ParameterStore(manager, false), new NDList(x), true))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("evaluates only");
        }
    }

    @Test
    void picturesOfAnotherSizeOrTypeAreRefused() {
        try (ImageModel model = model("test_resnet");
                CompiledModel compiled = model.compile(OPTIONS)) {
            assertThatThrownBy(() -> compiled.predict(manager.zeros(new Shape(1, 3, 32, SIZE))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("3, 64, 64")
                    .hasMessageContaining("(1, 3, 32, 64)");
            NDArray doubles = manager.zeros(new Shape(1, 3, SIZE, SIZE), DataType.FLOAT64);
            assertThatThrownBy(() -> compiled.predict(doubles))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected float32 pictures")
                    .hasMessageContaining("found float64");
        }
    }

    @Test
    void closedModelRefuses() {
        try (ImageModel model = model("test_resnet")) {
            CompiledModel compiled = model.compile(OPTIONS);
            compiled.close();
            compiled.close();
            assertThatThrownBy(() -> compiled.predict(pictures(1))).isInstanceOf(IllegalStateException.class);
        }
    }

    /** Dropout and its like are there with their rates, and do nothing in evaluation. */
    @ParameterizedTest
    @ValueSource(strings = {"test_efficientnet", "test_vit"})
    void whatOnlyTrainingNeedsVanishes(String name, @TempDir Path folder) throws Exception {
        ModelOptions options = ModelOptions.builder()
                .device(Device.cpu())
                .dropRate(0.5)
                .dropPathRate(0.5)
                .build();
        Path file = folder.resolve("model.pt");
        try (ImageModel model = Timm.createModel(name, options);
                CompiledModel compiled = model.compile(OPTIONS.imageSize(size(model)))) {
            NDArray x = manager.randomNormal(new Shape(2).addAll(compiled.pictureShape()));
            close(model.forward(x), compiled.predict(x));
            compiled.export(file);
        }
        try (FileSystem zip = FileSystems.newFileSystem(file)) {
            assertThat(Files.readString(zip.getPath("m/code/__torch__.py")))
                    .contains("def forward")
                    .doesNotContain("drop", "rand", "bernoulli", "batch_norm");
        }
    }

    @Test
    void aModelInHalfPrecisionIsRefused() {
        ModelOptions options = ModelOptions.builder()
                .device(Device.cpu())
                .dtype(DataType.FLOAT16)
                .build();
        try (ImageModel model = Timm.createModel("test_resnet", options)) {
            assertThatThrownBy(() -> model.compile(OPTIONS))
                    .isInstanceOf(CompileException.class)
                    .hasMessageContaining("float32 weights, found float16")
                    .hasMessageContaining("dtype");
        }
    }

    @Test
    void readingAnActivationNamesTheLayer() {
        try (PassThrough model = new PassThrough(x -> x.mul(x.sum().getFloat()))) {
            assertThatThrownBy(() -> model.compile(OPTIONS))
                    .isInstanceOf(CompileException.class)
                    .hasMessageContaining("PassThrough (PassThrough.java:")
                    .hasMessageContaining("reads the value");
        }
    }

    @Test
    void anOperatorWithoutARuleNamesTheLayer() {
        try (PassThrough model = new PassThrough(NDArray::argSort)) {
            assertThatThrownBy(() -> model.compile(OPTIONS))
                    .isInstanceOf(CompileException.class)
                    .hasMessageContaining("argSort")
                    .hasMessageContaining("PassThrough (PassThrough.java:");
        }
    }

    private static ImageModel model(String name) {
        return Timm.createModel(
                name, ModelOptions.builder().device(Device.cpu()).build());
    }

    private static ImageSize size(ImageModel model) {
        var size = model.pretrainedCfg().input().inputSize();
        return new ImageSize(size.height(), size.width());
    }

    private NDArray pictures(int batch) {
        return manager.randomNormal(new Shape(batch, 3, SIZE, SIZE));
    }

    private static void closeAll(NDList expected, NDList found) {
        assertThat(found).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            close(expected.get(i), found.get(i));
        }
    }

    private static void close(NDArray expected, NDArray found) {
        assertThat(found.getShape()).isEqualTo(expected.getShape());
        float spread = expected.max().getFloat() - expected.min().getFloat();
        float worst = found.sub(expected).abs().max().getFloat();
        assertThat(worst).isLessThanOrEqualTo(2e-5f * spread);
    }
}
