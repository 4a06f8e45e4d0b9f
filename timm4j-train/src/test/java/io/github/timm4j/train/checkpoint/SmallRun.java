package io.github.timm4j.train.checkpoint;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.timm4j.Timm;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.fixtures.FixtureStream;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.optim.GroupOptimizer;
import io.github.timm4j.optim.OptimizerOptions;
import io.github.timm4j.optim.Optimizers;
import io.github.timm4j.scheduler.CosineSchedule;
import io.github.timm4j.scheduler.TimedScheduler;
import io.github.timm4j.train.ema.EmaRule;
import io.github.timm4j.train.ema.EmaStorage;
import io.github.timm4j.train.ema.ModelEma;
import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.WeightTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** A run of a tiny model with all parts that a checkpoint holds. */
final class SmallRun implements AutoCloseable {
    final ImageModel model;
    final GroupOptimizer optimizer;
    final ModelEma ema;
    final TimedScheduler scheduler;
    final TrainingParts parts;
    double scale = 1024;
    private int updates;

    SmallRun(long seed) {
        ModelOptions options = ModelOptions.builder().numClasses(3).seed(seed).build();
        model = Timm.createModel("test_efficientnet", options);
        optimizer = Optimizers.createOptimizer(
                "adamw",
                model,
                OptimizerOptions.builder().lr(1e-2).weightDecay(0.05).build());
        ema = new ModelEma(model, EmaRule.V3.of(0.5), EmaStorage.DEFAULTS);
        scheduler = new TimedScheduler(optimizer, new CosineSchedule(10));
        parts = new TrainingParts(model, optimizer)
                .ema(ema)
                .scheduler(scheduler)
                .entry("amp_scaler", new Scale())
                .arguments(Arguments.of("model", "test_efficientnet")
                        .with("lr", 1e-2)
                        .with("drop", null));
    }

    private final class Scale implements Stateful {
        @Override
        public PlainValue.Dict stateDict() {
            return PlainValue.dict(Map.of("scale", PlainValue.of(scale)));
        }

        @Override
        public void loadStateDict(PlainValue state) {
            scale = PlainFields.number(((PlainValue.Dict) state).get("scale")).orElseThrow();
        }
    }

    /** One epoch of one update on pictures that belong to the epoch. */
    void epoch(int epoch) {
        scheduler.step(epoch);
        try (NDManager scratch = NDManager.newBaseManager("PyTorch");
                GradientCollector ignored = Engine.getInstance().newGradientCollector()) {
            NDArray x = scratch.create(
                    FixtureStream.floats("picture." + epoch, 2 * 3 * 32 * 32, 0, 1), new Shape(2, 3, 32, 32));
            optimizer.backward(model.forward(x, true).square().sum());
        }
        optimizer.step();
        optimizer.zeroGradients();
        ema.update(++updates);
    }

    void continueAt(Resume resume) {
        updates = Math.toIntExact(resume.updates().orElseThrow());
    }

    Progress progress(int epoch) {
        return Progress.after(epoch, updates, 42);
    }

    Map<String, float[]> weights() {
        Map<String, float[]> all = new LinkedHashMap<>();
        model.stateDict()
                .forEach((key, array) -> all.put(key, WeightTensor.of(array).toFloats()));
        ema.weights().forEach((key, tensor) -> all.put("ema." + key, tensor.toFloats()));
        return all;
    }

    @Override
    public void close() {
        ema.close();
        optimizer.close();
        model.close();
    }
}
