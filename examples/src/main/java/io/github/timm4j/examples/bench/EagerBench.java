package io.github.timm4j.examples.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.Devices;
import io.github.timm4j.Timm;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.ImageModel;
import java.io.IOException;
import java.util.List;

/** The eager forward pass of four models against timm's, time and peak memory. */
final class EagerBench {
    private static final List<String> MODELS =
            List.of("resnet50", "vit_small_patch16_224", "efficientnet_b0", "mobilenetv3_large_100");
    private static final int THREADS = 2;
    private static final int SIZE = 224;
    private static final int SMALL_PAIRS = 25;
    private static final int LARGE_PAIRS = 9;
    private static final int LARGE_BATCH = 16;

    private final String python;
    private final List<String> models;

    /** On the given models, or on all four where none is given. */
    EagerBench(String python, List<String> models) {
        this.python = python;
        this.models = models.isEmpty() ? MODELS : models;
    }

    void run() throws IOException {
        Devices.setThreads(THREADS);
        for (String name : models) {
            try (PythonPeer peer = new PythonPeer(python, "eager.py", THREADS);
                    ImageModel model = model(name);
                    NDManager manager = NDManager.newBaseManager(Device.cpu())) {
                peer.ask("model " + name);
                for (int batch : new int[] {1, LARGE_BATCH}) {
                    NDArray x = manager.zeros(new Shape(batch, 3, SIZE, SIZE));
                    String question = "time " + batch;
                    int pairs = batch == 1 ? SMALL_PAIRS : LARGE_PAIRS;
                    Pairs.compare(name + "_b" + batch, pairs, () -> time(model, x), () -> peer.measure(question));
                    x.close();
                }
            }
            memory(name);
        }
    }

    private static ImageModel model(String name) {
        return Timm.createModel(
                name, ModelOptions.builder().device(Device.cpu()).build());
    }

    private static double time(ImageModel model, NDArray x) {
        long start = System.nanoTime();
        NDArray y = model.forward(x);
        y.toFloatArray();
        y.close();
        return (System.nanoTime() - start) / 1e6;
    }

    /** A batch-16 forward after a first one of batch 1. */
    private void memory(String name) throws IOException {
        Memory.compare(
                name + "_b" + LARGE_BATCH,
                () -> Memory.ofChild("eager-memory-child", name),
                () -> PythonPeer.once(python, "eager.py", THREADS, name, "memory " + LARGE_BATCH));
    }

    static void printPeak(String name) throws IOException {
        Devices.setThreads(THREADS);
        try (ImageModel model = model(name);
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            time(model, manager.zeros(new Shape(1, 3, SIZE, SIZE)));
            NDArray x = manager.zeros(new Shape(LARGE_BATCH, 3, SIZE, SIZE));
            x.toFloatArray();
            long before = Memory.resetPeak();
            time(model, x);
            Memory.print(before);
        }
    }
}
