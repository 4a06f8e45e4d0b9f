package io.github.timm4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.Devices;
import io.github.timm4j.Timm;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.data.loader.Batch;
import io.github.timm4j.fixtures.FixtureStream;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import io.github.timm4j.loss.CrossEntropy;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.optim.GroupOptimizer;
import io.github.timm4j.optim.OptimizerOptions;
import io.github.timm4j.optim.Optimizers;
import io.github.timm4j.train.config.TrainConfig;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** From the same weights over the same batches the loss falls as it does with timm ({@code scripts/train_curve.py}). */
@Tag("oracle")
class SameCurveTest {
    private static final String CURVES = "train/curve.json";
    private static final int CLOSE_STEPS = 10;
    private static final double CLOSE = 1e-5;
    // rounding differs between the two sides' loss formulas, and training amplifies it from step to step
    private static final double WHOLE = 1e-3;

    @TestFactory
    Stream<DynamicTest> curves() {
        if (!Fixtures.has(CURVES)) {
            return Stream.empty();
        }
        JsonNode curves = Fixtures.json(CURVES);
        List<OracleCase> cases = new ArrayList<>();
        for (JsonNode curve : curves.get("cases")) {
            String name = curve.get("optimizer").asText();
            cases.add(new OracleCase(name, true, () -> follow(curves, curve, SameCurveTest::byHand)));
            cases.add(new OracleCase("trainer-" + name, false, () -> follow(curves, curve, SameCurveTest::byTrainer)));
        }
        return Parity.tests("train-curve", cases.stream());
    }

    /** A training of some steps. */
    private interface Run {
        double[] losses(ImageModel model, JsonNode curve, CurveBatches batches, int steps);
    }

    private static void follow(JsonNode all, JsonNode curve, Run run) {
        int threads = Devices.threads();
        Devices.setThreads(1);
        try (ImageModel model = Timm.createModel(all.get("model").asText(), options(all))) {
            fill(model);
            JsonNode expected = curve.get("losses");
            int steps = Parity.all() ? expected.size() : CLOSE_STEPS;
            double[] losses = run.losses(model, curve, CurveBatches.of(all), steps);
            assertThat(losses).hasSize(steps);
            for (int step = 0; step < steps; step++) {
                double wanted = expected.get(step).asDouble();
                assertThat(losses[step])
                        .as("step %d", step)
                        .isCloseTo(wanted, within((step < CLOSE_STEPS ? CLOSE : WHOLE) * wanted));
            }
            if (steps == expected.size()) {
                checkNorms(model, curve.get("norms"));
            }
        } finally {
            Devices.setThreads(threads);
        }
    }

    private static double[] byHand(ImageModel model, JsonNode curve, CurveBatches batches, int steps) {
        double[] losses = new double[steps];
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                GroupOptimizer optimizer = optimizer(curve, model)) {
            for (int step = 0; step < steps; step++) {
                losses[step] = step(model, optimizer, batches, manager, step);
            }
        }
        return losses;
    }

    private static double[] byTrainer(ImageModel model, JsonNode curve, CurveBatches batches, int steps) {
        Arguments arguments = Arguments.of("opt", curve.get("optimizer").asText())
                .with("sched", "none")
                .with("warmup_epochs", 0)
                .with("epochs", 1)
                .with("smoothing", 0.0)
                .with("train_batches_per_epoch", steps);
        for (Map.Entry<String, JsonNode> option : curve.get("options").properties()) {
            arguments = arguments.with(option.getKey(), option.getValue().asDouble());
        }
        List<UpdateReport> reports = new ArrayList<>();
        try (Trainer trainer = Trainer.builder(model, TrainConfig.of(arguments))
                .training(batches)
                .listener(TrainerTest.collecting(reports))
                .build()) {
            trainer.fit();
        }
        return reports.stream().mapToDouble(UpdateReport::loss).toArray();
    }

    /** Norms stay as the model begins them; the rest is as wide as timm begins it. */
    private static void fill(ImageModel model) {
        model.stateDict().forEach((key, array) -> {
            long[] shape = array.getShape().getShape();
            if (shape.length == 4 || key.startsWith("fc.")) {
                double bound = shape.length == 4
                        ? Math.sqrt(6.0 / (shape[0] * shape[2] * shape[3]))
                        : 1 / Math.sqrt(model.numFeatures());
                array.set(FloatBuffer.wrap(FixtureStream.floats(key, (int) array.size(), 0, bound)));
            }
        });
    }

    private static ModelOptions options(JsonNode all) {
        return ModelOptions.builder()
                .numClasses(all.get("num_classes").asInt())
                .device(Device.cpu())
                .build();
    }

    private static GroupOptimizer optimizer(JsonNode curve, ImageModel model) {
        JsonNode given = curve.get("options");
        OptimizerOptions.Builder options = OptimizerOptions.builder()
                .lr(given.get("lr").asDouble())
                .weightDecay(given.get("weight_decay").asDouble());
        if (given.has("momentum")) {
            options.momentum(given.get("momentum").asDouble());
        }
        return Optimizers.createOptimizer(curve.get("optimizer").asText(), model, options.build());
    }

    private static double step(
            ImageModel model, GroupOptimizer optimizer, CurveBatches batches, NDManager manager, int step) {
        try (NDManager scratch = manager.newSubManager();
                Batch batch = batches.batch(step, scratch);
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray loss = new CrossEntropy().loss(model.forward(batch.images(), true), batch.targets());
            optimizer.backward(loss);
            optimizer.step();
            optimizer.zeroGradients();
            return loss.getFloat();
        }
    }

    private static void checkNorms(ImageModel model, JsonNode norms) {
        var state = model.stateDict();
        norms.properties().forEach(norm -> {
            double sum = 0;
            for (Number value : state.get(norm.getKey()).toArray()) {
                sum += value.doubleValue() * value.doubleValue();
            }
            double expected = norm.getValue().asDouble();
            assertThat(Math.sqrt(sum)).as(norm.getKey()).isCloseTo(expected, within(WHOLE * expected));
        });
    }
}
