package io.github.timm4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.ProcessMemory;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Long use: memory stays, threads agree, closing is safe. */
class EnduranceTest {
    private static final double GROWTH_MIB = 20;

    private static ImageModel model(String name) {
        Catalogue.Entry entry = Catalogue.entries()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        ImageModel model = entry.architecture().build(entry.options().build());
        model.initialize(Device.cpu(), DataType.FLOAT32, 1);
        return model;
    }

    @Test
    void memoryStaysOverManyForwardPasses() {
        memoryStays("test_resnet", 300, 1200, 96);
    }

    @Test
    @Tag("soak")
    void memoryStaysOverTwentyThousandForwardPasses() {
        memoryStays("resnet18", 2_000, 20_000, 128);
        memoryStays("vit_tiny_patch16_224", 2_000, 20_000, 224);
    }

    private static void memoryStays(String name, int warm, int total, int size) {
        assumeTrue(ProcessMemory.isKnown(), "resident memory is known on Linux only");
        try (ImageModel model = model(name)) {
            double before = 0;
            int open = 0;
            for (int i = 0; i < total; i++) {
                int side = name.startsWith("vit") ? size : 64 + 32 * (i % (size / 32 - 1));
                try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
                    model.forward(manager.ones(new Shape(1, 3, side, side)));
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

    @Test
    void creatingAndClosingLeavesNothingBehind() {
        int open = openArrays();
        for (int i = 0; i < 3; i++) {
            model("test_resnet").close();
        }
        assertThat(openArrays()).isEqualTo(open);
    }

    @Test
    void weightsAreHeldByTheEngineAndNotByBuffers() {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> "direct".equals(pool.getName()))
                .findFirst()
                .orElseThrow();
        System.gc();
        long before = direct.getMemoryUsed();
        try (ImageModel model = model("resnet18")) {
            assertThat(model.parameterCount()).isGreaterThan(11_000_000);
            assertThat(direct.getMemoryUsed() - before).isLessThan(8 << 20);
        }
    }

    @Test
    @Tag("soak")
    void creatingAndClosingEveryArchitectureTwiceLeavesNothingBehind() throws InterruptedException {
        assumeTrue(ProcessMemory.isKnown(), "resident memory is known on Linux only");
        model("test_resnet").close();
        int open = openArrays();
        double before = ProcessMemory.settledMib();
        for (int round = 0; round < 2; round++) {
            Catalogue.entries()
                    .filter(entry -> entry.spec().get("num_params").asLong() < 100_000_000)
                    .forEach(entry -> model(entry.name()).close());
        }
        assertThat(openArrays()).isEqualTo(open);
        assertThat(ProcessMemory.settledMib() - before).isLessThan(50);
    }

    @Test
    void sixteenThreadsGetTheSameAnswers() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (ImageModel model = model("test_resnet")) {
            List<float[]> expected = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                expected.add(predict(model, i));
            }
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 480; i++) {
                int input = i % 8;
                calls.add(() -> Arrays.equals(predict(model, input), expected.get(input)));
            }
            for (Future<Boolean> same : threads.invokeAll(calls)) {
                assertThat(same.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static float[] predict(ImageModel model, int input) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            NDArray x = manager.full(new Shape(1, 3, 64, 64), input / 8f);
            return model.forward(x).toFloatArray();
        }
    }

    @Test
    void closingWhileOthersRunWaitsForThemAndRefusesTheRest() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        ImageModel model = model("test_resnet");
        CountDownLatch started = new CountDownLatch(4);
        List<Future<Integer>> runs = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            runs.add(threads.submit(() -> {
                int done = 0;
                started.countDown();
                try {
                    while (done < 10_000) {
                        predict(model, 1);
                        done++;
                    }
                } catch (IllegalStateException e) {
                    return done;
                }
                return -1;
            }));
        }
        started.await();
        Thread.sleep(50);
        model.close();
        for (Future<Integer> run : runs) {
            assertThat(run.get()).isNotEqualTo(-1);
        }
        threads.shutdown();
        assertThatThrownBy(() -> predict(model, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aStockPredictorRunsTheModel() throws Exception {
        try (ImageModel block = model("test_resnet");
                ai.djl.Model model = ai.djl.Model.newInstance("test_resnet", Device.cpu(), "PyTorch")) {
            model.setBlock(block);
            try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator(null));
                    NDManager manager = NDManager.newBaseManager(Device.cpu())) {
                NDArray x = manager.full(new Shape(1, 3, 64, 64), 0.5f);
                NDList answer = predictor.predict(new NDList(x));
                assertThat(answer.head().toFloatArray())
                        .isEqualTo(block.forward(x).toFloatArray());
            }
        }
    }

    @Test
    void evaluationBuildsNoGraph() {
        try (ImageModel model = model("test_resnet");
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            NDArray y = model.forward(manager.ones(new Shape(1, 3, 64, 64)));
            assertThat(y.hasGradient()).isFalse();
        }
    }
}
