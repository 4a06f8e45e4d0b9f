package io.github.timm4j.examples.bench;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.timm4j.Devices;
import io.github.timm4j.Timm;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.ModelOptionsBuilder;
import io.github.timm4j.loss.CrossEntropy;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.optim.GroupOptimizer;
import io.github.timm4j.optim.OptimizerOptions;
import io.github.timm4j.optim.Optimizers;
import java.io.IOException;
import java.util.List;

/** One training step, forward, backward and update, against timm's: time and peak memory. */
final class TrainBench {
    private static final List<Setting> SETTINGS = List.of(
            new Setting("resnet50", 128, 8, "sgd"),
            new Setting("resnet50", 224, 8, "sgd"),
            new Setting("vit_small_patch16_224", 128, 8, "adamw"),
            new Setting("vit_small_patch16_224", 224, 8, "adamw"));
    private static final int THREADS = 2;
    private static final int PAIRS = 11;
    private static final int MEMORY_STEPS = 3;

    private final String python;
    private final List<String> models;

    /** What is trained how. */
    private record Setting(String model, int size, int batch, String optimizer) {
        String words() {
            return model + " " + size + " " + batch + " " + optimizer;
        }

        String label() {
            return model + "_" + size + "px_b" + batch + "_" + optimizer;
        }

        static Setting of(String words) {
            String[] each = words.split(" ");
            return new Setting(each[0], Integer.parseInt(each[1]), Integer.parseInt(each[2]), each[3]);
        }
    }

    /** A model in training. */
    private static final class Run implements AutoCloseable {
        private final NDManager manager = NDManager.newBaseManager(Device.cpu());
        private final ImageModel model;
        private final GroupOptimizer optimizer;
        private final NDArray x;
        private final NDArray y;

        Run(Setting setting) {
            ModelOptionsBuilder options = ModelOptions.builder().device(Device.cpu());
            if (setting.model().startsWith("vit")) {
                options.imageSize(ImageSize.square(setting.size()));
            }
            model = Timm.createModel(setting.model(), options.build());
            optimizer = Optimizers.createOptimizer(
                    setting.optimizer(),
                    model,
                    OptimizerOptions.builder().lr(1e-6).weightDecay(0.05).build());
            x = manager.full(new Shape(setting.batch(), 3, setting.size(), setting.size()), 0.5f);
            y = manager.arange(0, setting.batch(), 1, DataType.INT64);
        }

        double step() {
            long start = System.nanoTime();
            try (NDManager scratch = manager.newSubManager();
                    GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray logits = model.forward(x, true);
                logits.attach(scratch);
                NDArray loss = new CrossEntropy().loss(logits, y);
                optimizer.backward(loss);
                optimizer.step();
                optimizer.dropGradients();
                loss.getFloat();
            }
            return (System.nanoTime() - start) / 1e6;
        }

        @Override
        public void close() {
            optimizer.close();
            model.close();
            manager.close();
        }
    }

    /** On the given models, or on all where none is given. */
    TrainBench(String python, List<String> models) {
        this.python = python;
        this.models = models;
    }

    void run() throws IOException {
        Devices.setThreads(THREADS);
        for (Setting setting : SETTINGS) {
            if (!models.isEmpty() && !models.contains(setting.model())) {
                continue;
            }
            try (PythonPeer peer = new PythonPeer(python, "train.py", THREADS);
                    Run run = new Run(setting)) {
                peer.ask("model " + setting.words());
                Pairs.compare(setting.label(), PAIRS, run::step, () -> peer.measure("step"));
            }
            Memory.compare(
                    setting.label(),
                    () -> Memory.ofChild("train-memory-child", setting.words()),
                    () -> PythonPeer.once(python, "train.py", THREADS, setting.words(), "memory " + MEMORY_STEPS));
        }
    }

    /** Peak of the first steps of training and its rise over the loaded model, in MiB. */
    static void printPeak(String words) throws IOException {
        Devices.setThreads(THREADS);
        try (Run run = new Run(Setting.of(words))) {
            System.gc();
            long before = Memory.resident();
            for (int i = 0; i < MEMORY_STEPS; i++) {
                run.step();
            }
            Memory.print(before);
        }
    }
}
