package io.github.timm4j.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxBackendTest {
    private static final CompileOptions OPTIONS =
            CompileOptions.DEFAULTS.imageSize(ImageSize.square(8)).layout(MemoryLayout.ONNX_RUNTIME);

    private final NDManager manager = NDManager.newBaseManager(Device.cpu());

    @AfterEach
    void free() {
        manager.close();
    }

    @Test
    void saysWhereItRuns() {
        try (CompiledModel compiled = compile()) {
            assertThat(compiled.layout()).isEqualTo(MemoryLayout.ONNX_RUNTIME);
            assertThat(compiled.pictureShape()).isEqualTo(new Shape(OperatorModel.CHANNELS, 8, 8));
        }
    }

    @Test
    void severalOutputsComeInOrder() {
        Output both = new Output.Levels(io.github.timm4j.nn.FeatureRequest.all());
        try (OperatorModel model = model();
                CompiledModel compiled = model.compile(OPTIONS.output(both))) {
            NDArray x = pictures(3);
            NDList expected = both.compute(model, x);
            NDList found = compiled.predictAll(x);
            assertThat(found).hasSameSizeAs(expected);
            assertThat(found.head().allClose(expected.head())).isTrue();
        }
    }

    @Test
    void inputMayBeAView() {
        try (OperatorModel model = model();
                CompiledModel compiled = model.compile(OPTIONS)) {
            NDArray view = pictures(2).transpose(0, 1, 3, 2);
            assertThat(compiled.predict(view).allClose(model.forward(view))).isTrue();
            NDArray part = pictures(3).get("1:");
            assertThat(compiled.predict(part).allClose(model.forward(part))).isTrue();
        }
    }

    @Test
    void resultsBelongToThePicturesManagerAndNothingElseStays() {
        try (CompiledModel compiled = compile();
                NDManager own = manager.newSubManager()) {
            NDArray x = own.ones(new Shape(1, OperatorModel.CHANNELS, 8, 8));
            int before = own.getManagedArrays().size();
            NDArray y = compiled.predict(x);
            assertThat(y.getManager()).isSameAs(own);
            assertThat(own.getManagedArrays()).hasSize(before + 1);
        }
    }

    @Test
    void manyThreadsMayPredict() throws Exception {
        try (OperatorModel model = model();
                CompiledModel compiled = model.compile(OPTIONS)) {
            ExecutorService pool = Executors.newFixedThreadPool(4);
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 1; i <= 24; i++) {
                int batch = 1 + i % 5;
                calls.add(() -> {
                    try (NDManager own = NDManager.newBaseManager(Device.cpu())) {
                        NDArray x = own.randomNormal(new Shape(batch, OperatorModel.CHANNELS, 8, 8));
                        return compiled.predict(x).allClose(model.forward(x));
                    }
                });
            }
            try {
                for (Future<Boolean> call : pool.invokeAll(calls)) {
                    assertThat(call.get()).isTrue();
                }
            } finally {
                pool.shutdown();
            }
        }
    }

    @Test
    void threadOfASmallStackMayBeTheFirstToUseIt() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-CreateCoredumpOnCrash",
                        "-Dai.djl.offline=true",
                        "-DOPT_OUT_TRACKING=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallStackProgram.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor()).as(output).isZero();
    }

    @Test
    void picturesThatDoNotFitAreRefusedAsElsewhere() {
        try (CompiledModel compiled = compile()) {
            assertThatThrownBy(() -> compiled.predict(manager.zeros(new Shape(1, OperatorModel.CHANNELS, 8, 9))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("8, 8")
                    .hasMessageContaining("8, 9");
            NDArray half = pictures(1).toType(DataType.FLOAT64, false);
            assertThatThrownBy(() -> compiled.predict(half))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected float32 pictures")
                    .hasMessageContaining("float64");
        }
    }

    @Test
    void closedModelRefuses() {
        CompiledModel compiled = compile();
        compiled.close();
        compiled.close();
        assertThatThrownBy(() -> compiled.predict(pictures(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> compiled.export(Path.of("never.pt"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void exportIsTheArchiveForLibtorch(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("model.pt");
        NDArray x = pictures(2);
        NDArray expected;
        try (CompiledModel compiled = compile()) {
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
                var predictor = loaded.newPredictor()) {
            assertThat(predictor.predict(new NDList(x)).head().allClose(expected))
                    .isTrue();
        }
    }

    @Test
    void automaticChoiceLeavesOutWhatHasNoOnnxForm() {
        try (OperatorModel model = new OperatorModel(x -> Aten.call(AtenOp.unary("cumsum", 1), x));
                CompiledModel compiled = model.compile(OPTIONS.layout(MemoryLayout.AUTO))) {
            assertThat(compiled.layout()).isEqualTo(MemoryLayout.CONTIGUOUS);
        }
    }

    /** Neither loading nor asking fails where the runtime is not on the class path. */
    @Test
    void absenceIsNoticed() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("onnxruntime")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader without =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Method present = without.loadClass(OnnxBackend.class.getName()).getDeclaredMethod("isPresent");
            present.setAccessible(true);
            assertThat(present.invoke(null)).isEqualTo(false);
        }
        assertThat(OnnxBackend.isPresent()).isTrue();
    }

    private static OperatorModel model() {
        return new OperatorModel(x -> x.mul(2).tanh());
    }

    private static CompiledModel compile() {
        try (OperatorModel model = model()) {
            return model.compile(OPTIONS);
        }
    }

    private NDArray pictures(int batch) {
        return manager.randomNormal(new Shape(batch, OperatorModel.CHANNELS, 8, 8));
    }
}
