package io.github.timm4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.Timm;
import io.github.timm4j.compile.CompileOptions;
import io.github.timm4j.compile.CompiledModel;
import io.github.timm4j.compile.MemoryLayout;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.ProcessMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Long use of compiled models: threads agree, closing is safe, memory comes back. */
class CompiledEnduranceTest {
    private static final int THREADS = 8;
    private static final int SIZE = 64;

    /** Allocators keep some of what they had, measured 20 to 50; thirty models that stay are 600. */
    private static final double GROWTH_MIB = 150;

    /** Kernels for other batch sizes sum in another order. */
    private static final float TOLERANCE = 2e-5f;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource(names = {"CONTIGUOUS", "CHANNELS_LAST", "ONNX_RUNTIME"})
    void threadsWithBatchesOfTheirOwnGetTheSameAnswers(MemoryLayout layout) throws Exception {
        threadsAgree(layout, 160);
    }

    @ParameterizedTest
    @Tag("soak")
    @EnumSource(names = {"FUSED", "BLOCKED"})
    void threadsWithBatchesOfTheirOwnGetTheSameAnswersFromOneDnn(MemoryLayout layout) throws Exception {
        threadsAgree(layout, 4000);
    }

    private void threadsAgree(MemoryLayout layout, int runs) throws Exception {
        try (CompiledModel compiled = compile(layout)) {
            float[] expected = predict(compiled, 1);
            List<Callable<float[]>> calls = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                int batch = 1 + i % 5;
                calls.add(() -> predict(compiled, batch));
            }
            for (Future<float[]> found : threads.invokeAll(calls)) {
                assertThat(found.get())
                        .usingElementComparator(CompiledEnduranceTest::near)
                        .containsExactly(expected);
            }
        }
    }

    private static int near(float a, float b) {
        return Math.abs(a - b) <= TOLERANCE ? 0 : Float.compare(a, b);
    }

    @Test
    void closingWhileOthersPredictWaitsForThemAndRefusesTheRest() throws Exception {
        CompiledModel compiled = compile(MemoryLayout.CHANNELS_LAST);
        CountDownLatch started = new CountDownLatch(THREADS);
        List<Future<String>> runs = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            runs.add(threads.submit(() -> {
                started.countDown();
                try {
                    while (true) {
                        predict(compiled, 2);
                    }
                } catch (IllegalStateException e) {
                    return String.valueOf(e.getMessage());
                }
            }));
        }
        started.await();
        Thread.sleep(50);
        compiled.close();
        for (Future<String> run : runs) {
            assertThat(run.get()).contains("closed");
        }
    }

    @Test
    void compilingAndClosingLeavesNothingBehind() {
        memoryComesBack(10, 40);
    }

    @Test
    @Tag("soak")
    void compilingAndClosingAThousandTimesLeavesNothingBehind() {
        memoryComesBack(100, 1000);
    }

    /** A model takes 21 MiB. */
    private static void memoryComesBack(int warm, int total) {
        assumeTrue(ProcessMemory.isKnown(), "resident memory is known on Linux only");
        CompileOptions options = CompileOptions.DEFAULTS.imageSize(ImageSize.square(SIZE));
        try (ImageModel model = model("resnet10t")) {
            double before = 0;
            int open = 0;
            for (int i = 0; i < total; i++) {
                MemoryLayout layout = i % 2 == 0 ? MemoryLayout.CHANNELS_LAST : MemoryLayout.ONNX_RUNTIME;
                try (CompiledModel compiled = model.compile(options.layout(layout))) {
                    predict(compiled, 2);
                }
                if (i == warm) {
                    before = ProcessMemory.residentMib();
                    open = openArrays();
                }
            }
            assertThat(openArrays()).isEqualTo(open);
            assertThat(ProcessMemory.residentMib() - before).isLessThan(GROWTH_MIB);
        }
    }

    private static int openArrays() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            return manager.getParentManager().getManagedArrays().size();
        }
    }

    private static ImageModel model(String name) {
        return Timm.createModel(
                name, ModelOptions.builder().device(Device.cpu()).build());
    }

    private static CompiledModel compile(MemoryLayout layout) {
        try (ImageModel model = model("test_resnet")) {
            return model.compile(
                    CompileOptions.DEFAULTS.imageSize(ImageSize.square(SIZE)).layout(layout));
        }
    }

    /** The first picture's answer. */
    private static float[] predict(CompiledModel compiled, int batch) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            NDArray x = manager.arange(3 * SIZE * SIZE).div(3f * SIZE * SIZE).reshape(1, 3, SIZE, SIZE);
            NDArray y = compiled.predict(x.broadcast(new Shape(batch, 3, SIZE, SIZE)));
            return y.get("0:1").toFloatArray();
        }
    }
}
