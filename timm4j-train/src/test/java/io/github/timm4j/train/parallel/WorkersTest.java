package io.github.timm4j.train.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.timm4j.Timm;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.data.loader.Batch;
import io.github.timm4j.internal.Gradients;
import io.github.timm4j.loss.CrossEntropy;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.TrainingPass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkersTest {
    private static final int BATCH = 6;
    private static final int SIZE = 64;

    private static ImageModel model(String name, Device device) {
        return Timm.createModel(
                name,
                ModelOptions.builder()
                        .numClasses(4)
                        .dropPathRate(0.0)
                        .device(device)
                        .build());
    }

    /** Without kinks: rounding moves a value across a ReLU's in one of twenty draws, and then gradients jump. */
    private static ImageModel smooth(String name) {
        return Timm.createModel(
                name,
                ModelOptions.builder()
                        .numClasses(4)
                        .dropPathRate(0.0)
                        .arguments(Arguments.of("act_layer", "gelu"))
                        .seed(1L)
                        .device(Device.cpu())
                        .build());
    }

    private static Batch batch(NDManager manager, int samples) {
        Random random = new Random(5);
        float[] pixels = new float[samples * 3 * SIZE * SIZE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        long[] labels = random.longs(samples, 0, 4).toArray();
        return new Batch(manager.create(pixels, new Shape(samples, 3, SIZE, SIZE)), manager.create(labels));
    }

    private static void backward(ImageModel model, Workers workers, Batch batch) {
        workers.differentiate(
                batch,
                share -> {
                    NDArray logits = TrainingPass.logits(model, share.store(), share.images());
                    return new CrossEntropy().loss(logits, share.targets()).mul((float) share.weight());
                },
                loss -> Gradients.backward(loss, false));
        workers.reduceGradients();
    }

    private static Map<String, float[]> gradients(ImageModel model, List<Device> devices, int samples) {
        return gradients(model, devices, samples, false);
    }

    private static Map<String, float[]> gradients(
            ImageModel model, List<Device> devices, int samples, boolean synchronous) {
        model.namedParameters().values().forEach(parameter -> Gradients.zero(List.of(parameter.getArray())));
        try (Workers workers = new Workers(model.getParameters().values(), devices, 1, synchronous);
                NDManager manager = NDManager.newBaseManager(devices.get(0))) {
            backward(model, workers, batch(manager, samples));
        }
        Map<String, float[]> gradients = new LinkedHashMap<>();
        for (Map.Entry<String, Parameter> entry : model.namedParameters().entrySet()) {
            try (NDArray gradient = Gradients.of(entry.getValue().getArray())) {
                if (gradient != null) {
                    gradients.put(entry.getKey(), gradient.toFloatArray());
                }
            }
        }
        return gradients;
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** Equal up to a part of each array's largest value, and to what rounding leaves where terms around 1 cancel. */
    private static void same(Map<String, float[]> actual, Map<String, float[]> expected, double tolerance) {
        assertThat(actual).containsOnlyKeys(expected.keySet());
        expected.forEach((key, values) -> {
            float[] difference = actual.get(key).clone();
            assertThat(difference).as(key).hasSameSizeAs(values);
            for (int i = 0; i < values.length; i++) {
                difference[i] -= values[i];
            }
            assertThat((double) largest(difference)).as(key).isLessThanOrEqualTo(tolerance * largest(values) + 2e-7);
        });
    }

    @Test
    void gradientsOfSeveralWorkersAreThoseOfTheWholeBatch() {
        try (ImageModel model = model("test_vit", Device.cpu())) {
            Map<String, float[]> one = gradients(model, List.of(Device.cpu()), BATCH);
            assertThat(one).hasSize(model.namedParameters().size());
            same(gradients(model, Collections.nCopies(2, Device.cpu()), BATCH), one, 1e-4);
            same(gradients(model, Collections.nCopies(3, Device.cpu()), BATCH), one, 1e-4);
        }
    }

    @Test
    void partsOfUnequalSizeCountByTheirSize() {
        try (ImageModel model = model("test_vit", Device.cpu())) {
            Map<String, float[]> one = gradients(model, List.of(Device.cpu()), 5);
            same(gradients(model, Collections.nCopies(2, Device.cpu()), 5), one, 1e-4);
            Map<String, float[]> single = gradients(model, List.of(Device.cpu()), 1, false);
            same(gradients(model, Collections.nCopies(2, Device.cpu()), 1), single, 1e-4);
        }
    }

    @Test
    void withBatchNormGradientsAreTheMeanOfPassesOverTheParts() {
        try (ImageModel model = model("test_resnet", Device.cpu());
                NDManager manager = NDManager.newBaseManager()) {
            Map<String, float[]> two = gradients(model, Collections.nCopies(2, Device.cpu()), BATCH);
            model.namedParameters().values().forEach(parameter -> Gradients.zero(List.of(parameter.getArray())));
            Batch whole = batch(manager, BATCH);
            try (Workers one = new Workers(model.getParameters().values(), List.of(Device.cpu()), 1, false)) {
                for (String part : List.of("0:3", "3:6")) {
                    Batch half = new Batch(
                            whole.images().get(part).mul(1),
                            whole.targets().get(part).duplicate());
                    one.each(
                            half,
                            share -> Gradients.backward(
                                    new CrossEntropy()
                                            .loss(TrainingPass.logits(model, null, share.images()), share.targets())
                                            .mul(0.5f),
                                    false));
                }
            }
            Map<String, float[]> passes = new LinkedHashMap<>();
            model.namedParameters().forEach((key, parameter) -> {
                try (NDArray gradient = Gradients.of(parameter.getArray())) {
                    passes.put(key, gradient.toFloatArray());
                }
            });
            same(two, passes, 1e-4);
        }
    }

    private static Map<String, float[]> statistics(Workers workers, ImageModel model, Batch batch) {
        backward(model, workers, batch);
        Map<String, float[]> statistics = new LinkedHashMap<>();
        for (String name : model.bufferNames()) {
            NDArray array = model.stateDict().get(name).toType(DataType.FLOAT32, true);
            statistics.put(name, array.toFloatArray());
        }
        return statistics;
    }

    @ParameterizedTest
    @CsvSource({
        "test_resnet, 2, 6",
        "test_resnet, 3, 7",
        "test_efficientnet, 2, 6",
        "test_efficientnet, 3, 8",
        "test_resnet, 4, 3"
    })
    void withSynchronousBatchNormsGradientsAndStatisticsAreThoseOfTheWholeBatch(String name, int workers, int samples) {
        List<Device> several = Collections.nCopies(workers, Device.cpu());
        try (ImageModel model = smooth(name);
                ImageModel twin = smooth(name)) {
            twin.loadStateDict(model.stateDict(), true);
            Map<String, float[]> one = gradients(model, List.of(Device.cpu()), samples);
            assertThat(one).hasSize(model.namedParameters().size());
            same(gradients(twin, several, samples, true), one, 1e-5);
            try (NDManager manager = NDManager.newBaseManager();
                    Workers whole = new Workers(model.getParameters().values(), List.of(Device.cpu()), 1, true);
                    Workers parts = new Workers(twin.getParameters().values(), several, 1, true)) {
                Batch batch = batch(manager, samples);
                same(statistics(parts, twin, batch), statistics(whole, model, batch), 1e-5);
                parts.reduceBatchStatistics();
                same(statistics(parts, twin, batch), statistics(whole, model, batch), 1e-5);
            }
        }
    }

    @Test
    void aFailureAmongSynchronousWorkersLetsNobodyWait() {
        for (int failing : new int[] {0, 1, 2}) {
            try (ImageModel model = model("test_resnet", Device.cpu());
                    NDManager manager = NDManager.newBaseManager();
                    Workers workers = new Workers(
                            model.getParameters().values(), Collections.nCopies(3, Device.cpu()), 1, true)) {
                assertThatThrownBy(() -> workers.differentiate(
                                batch(manager, 6),
                                share -> {
                                    if (share.worker() == failing) {
                                        throw new IllegalStateException("worker down");
                                    }
                                    return TrainingPass.logits(model, share.store(), share.images());
                                },
                                loss -> {}))
                        .hasMessage("worker down");
            }
        }
    }

    @Test
    void workersThatComeToDifferentBatchNormsAreRefused() {
        for (int shorter : new int[] {0, 1}) {
            try (ImageModel model = model("test_resnet", Device.cpu());
                    NDManager manager = NDManager.newBaseManager();
                    Workers workers = new Workers(
                            model.getParameters().values(), Collections.nCopies(2, Device.cpu()), 1, true)) {
                assertThatThrownBy(() -> workers.differentiate(
                                batch(manager, 6),
                                share -> share.worker() == shorter
                                        ? share.images().sum()
                                        : TrainingPass.logits(model, share.store(), share.images()),
                                loss -> {}))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("batch norm 0");
            }
        }
    }

    @Test
    void workersFollowTheModelsParametersAndStatistics() {
        try (ImageModel model = model("test_resnet", Device.cpu());
                NDManager manager = NDManager.newBaseManager();
                Workers workers =
                        new Workers(model.getParameters().values(), Collections.nCopies(2, Device.cpu()), 1, false)) {
            backward(model, workers, batch(manager, BATCH));
            float[] own = model.stateDict().get("bn1.running_mean").toFloatArray();
            workers.reduceBatchStatistics();
            float[] mean = model.stateDict().get("bn1.running_mean").toFloatArray();
            assertThat(mean).isNotEqualTo(own);
            List<float[]> seen = new ArrayList<>();
            workers.each(batch(manager, BATCH), share -> {
                if (share.store() != null) {
                    NDArray copy =
                            share.store().getValue(model.getParameters().get("bn1.running_mean"), Device.cpu(), true);
                    seen.add(copy.toFloatArray());
                }
            });
            assertThat(seen).hasSize(1);
            assertThat(seen.get(0)).containsExactly(mean);
        }
    }

    @Test
    void everyWorkerGetsItsPartOfEachSplit() {
        try (ImageModel model = model("test_vit", Device.cpu());
                NDManager manager = NDManager.newBaseManager();
                Workers workers =
                        new Workers(model.getParameters().values(), Collections.nCopies(2, Device.cpu()), 3, false)) {
            Batch batch = new Batch(manager.arange(12f).reshape(12, 1), manager.arange(12f));
            List<float[]> parts = new ArrayList<>();
            workers.each(batch, share -> {
                parts.add(share.targets().toFloatArray());
                assertThat(share.images().flatten().toFloatArray())
                        .containsExactly(share.targets().toFloatArray());
            });
            assertThat(parts.get(0)).containsExactly(0, 1, 4, 5, 8, 9);
            assertThat(parts.get(1)).containsExactly(2, 3, 6, 7, 10, 11);
        }
    }

    @Test
    void aFailureOfAWorkerReachesTheCaller() {
        try (ImageModel model = model("test_vit", Device.cpu());
                NDManager manager = NDManager.newBaseManager();
                Workers workers =
                        new Workers(model.getParameters().values(), Collections.nCopies(2, Device.cpu()), 1, false)) {
            assertThatThrownBy(() -> workers.each(batch(manager, 4), share -> {
                        if (share.worker() == 1) {
                            throw new IllegalStateException("worker down");
                        }
                    }))
                    .hasMessage("worker down");
            assertThatThrownBy(() -> new Workers(model.getParameters().values(), List.of(), 1, false))
                    .hasMessageContaining("at least one device");
        }
    }

    /** Several GPUs: none of their gradients is left at zero (DJL's issue 2459), and they add up. */
    @Test
    void gradientsOfSeveralGpusAreThoseOfTheWholeBatch() {
        int gpus = Engine.getEngine("PyTorch").getGpuCount();
        assumeTrue(gpus > 1, "needs two CUDA devices, found " + gpus);
        try (ImageModel model = model("test_vit", Device.gpu(0))) {
            Map<String, float[]> one = gradients(model, List.of(Device.gpu(0)), BATCH);
            same(gradients(model, List.of(Device.gpu(0), Device.gpu(1)), BATCH), one, 1e-3);
        }
    }
}
