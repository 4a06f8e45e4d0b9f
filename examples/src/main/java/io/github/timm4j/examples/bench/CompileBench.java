package io.github.timm4j.examples.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.Devices;
import io.github.timm4j.Timm;
import io.github.timm4j.compile.CompileOptions;
import io.github.timm4j.compile.CompiledModel;
import io.github.timm4j.compile.MemoryLayout;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.ImageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Compiled models against timm's eager ones, {@code optimize_for_inference} and ONNX Runtime, which Python runs. */
final class CompileBench {
    private static final List<String> MODELS =
            List.of("resnet50", "vit_small_patch16_224", "efficientnet_b0", "mobilenetv3_large_100");
    private static final List<String> RIVALS = List.of("eager", "optimized", "onnxruntime");
    private static final int THREADS = 2;
    private static final int SIZE = 224;
    private static final int SMALL_PAIRS = 25;
    private static final int LARGE_PAIRS = 9;
    private static final int LARGE_BATCH = 16;

    private final String python;
    private final List<String> models;
    private final int most;

    /** On the given models, or on all four where none is given; {@code -Dtimm4j.bench.pairs} limits the pairs. */
    CompileBench(String python, List<String> models) {
        this.python = python;
        this.models = models.isEmpty() ? MODELS : models;
        this.most = Integer.getInteger("timm4j.bench.pairs", SMALL_PAIRS);
    }

    void run() throws IOException {
        Devices.setThreads(THREADS);
        for (String name : models) {
            try (PythonPeer peer = new PythonPeer(python, "compile.py", THREADS);
                    ImageModel model = Timm.createModel(
                            name, ModelOptions.builder().device(Device.cpu()).build())) {
                peer.ask("model " + name);
                for (int batch : new int[] {1, LARGE_BATCH}) {
                    compare(name, model, batch, peer);
                }
                load(name, model);
            }
        }
    }

    private void compare(String name, ImageModel model, int batch, PythonPeer peer) throws IOException {
        int pairs = Math.min(most, batch == 1 ? SMALL_PAIRS : LARGE_PAIRS);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                CompiledModel compiled = model.compile(CompileOptions.DEFAULTS.batch(batch))) {
            System.out.println(name + ", batch " + batch + ": " + compiled.layout() + ", " + compiled.report());
            NDArray x = manager.zeros(new Shape(batch, 3, SIZE, SIZE));
            for (String rival : RIVALS) {
                String label = name + "_b" + batch + "_" + rival;
                String question = "time " + rival + "," + batch;
                Pairs.compare(label, pairs, () -> time(compiled, x), () -> peer.measure(question));
            }
        }
    }

    private static double time(CompiledModel model, NDArray x) {
        long start = System.nanoTime();
        NDArray y = model.predict(x);
        y.toFloatArray();
        y.close();
        return (System.nanoTime() - start) / 1e6;
    }

    private static void load(String name, ImageModel model) throws IOException {
        Path file = Files.createTempFile("timm4j-bench", ".pt");
        CompileOptions exported = CompileOptions.DEFAULTS.layout(MemoryLayout.CHANNELS_LAST);
        try (CompiledModel compiled = model.compile();
                CompiledModel archive = model.compile(exported)) {
            archive.export(file);
            try (CompiledModel loaded = CompiledModel.load(file)) {
                System.out.printf(
                        Locale.ROOT,
                        "bench: %s_compile java_ms=%.0f load_ms=%.0f%n",
                        name,
                        compiled.report().milliseconds(),
                        loaded.report().milliseconds());
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
