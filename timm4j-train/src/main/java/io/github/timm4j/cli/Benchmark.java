package io.github.timm4j.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.Timm;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.nn.ImageModel;
import java.util.LinkedHashMap;
import java.util.Map;

/** Times one model with random weights on made-up pictures. */
final class Benchmark {
    private final Settings settings;
    private final Console console;
    private final String name;
    private final Models models;

    Benchmark(Settings settings, Console console, String name) {
        this.settings = settings;
        this.console = console;
        this.name = name;
        this.models = new Models(settings);
    }

    /** One thing that is timed. */
    private interface Step extends AutoCloseable {
        /** Runs once and waits for the result: milliseconds of its parts. */
        double[] run(NDArray images);

        @Override
        void close();
    }

    Map<String, Object> run(int batch, boolean train) {
        try (ImageModel model = Timm.createModel(name, options())) {
            if (settings.flag("reparam")) {
                model.reparameterize();
            }
            console.say("model %s created, %d parameters", name, model.parameterCount());
            DataConfig input = models.input(model, !train && !settings.flag("use_train_size"));
            InputSize size = input.inputSize();
            try (NDManager manager = NDManager.newBaseManager(models.device());
                    NDArray images = images(manager, new Shape(batch, size.channels(), size.height(), size.width()));
                    Step step = train ? training(model, batch) : inference(model, input)) {
                double[] times = time(step, images, batch, train ? "Train" : "Infer");
                Map<String, Object> row = row(times, batch);
                row.put("img_size", size.width());
                row.put("param_count", Validation.round(model.parameterCount() / 1e6, 2));
                return row;
            }
        }
    }

    private ModelOptions options() {
        Double dropPath = settings.number("drop_path");
        return models.options(name)
                .dropRate(settings.amount("drop"))
                .dropPathRate(dropPath)
                .dropBlockRate(settings.number("drop_block"))
                .seed(0L)
                .build();
    }

    private NDArray images(NDManager manager, Shape shape) {
        NDArray images = manager.randomNormal(shape);
        if (models.type() == DataType.FLOAT32) {
            return images;
        }
        try (images) {
            return images.toType(models.type(), true);
        }
    }

    private Step inference(ImageModel model, DataConfig input) {
        model.freeze(key -> true, true);
        Forward forward = Forward.of(model, settings, input, DataType.FLOAT32);
        return new Step() {
            @Override
            public double[] run(NDArray images) {
                long start = System.nanoTime();
                try (NDArray logits = forward.apply(images);
                        NDArray floats = logits.toType(DataType.FLOAT32, true)) {
                    floats.toFloatArray();
                }
                return new double[] {(System.nanoTime() - start) / 1e6};
            }

            @Override
            public void close() {
                forward.close();
            }
        };
    }

    private Step training(ImageModel model, int batch) {
        if (Models.asked(settings) == DataType.BFLOAT16) {
            throw new UsageException(
                    "--precision: bfloat16 weights run in compiled models, which do not train; take" + " amp_bfloat16");
        }
        TrainingStep step = new TrainingStep(model, settings, batch);
        return new Step() {
            @Override
            public double[] run(NDArray images) {
                return step.run(images);
            }

            @Override
            public void close() {
                step.close();
            }
        };
    }

    private double[] time(Step step, NDArray images, int batch, String task) {
        for (int i = 0; i < settings.count("num_warm_iter"); i++) {
            step.run(images);
        }
        int count = settings.count("num_bench_iter");
        double[] sums = new double[3];
        try (ProgressLine progress = console.progress(task, (long) count * batch, Math.max(1, count / 5))) {
            for (int i = 0; i < count && !console.interruption().requested(); i++) {
                double[] parts = step.run(images);
                for (int part = 0; part < parts.length; part++) {
                    sums[part] += parts[part] / count;
                }
                progress.step(batch, "");
            }
        }
        return sums;
    }

    private Map<String, Object> row(double[] times, int batch) {
        double step = times[0] + times[1] + times[2];
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("samples_per_sec", Validation.round(1000 * batch / step, 2));
        row.put("step_time", Validation.round(step, 3));
        if (settings.flag("detail") && times[1] > 0) {
            row.put("fwd_time", Validation.round(times[0], 3));
            row.put("bwd_time", Validation.round(times[1], 3));
            row.put("opt_time", Validation.round(times[2], 3));
        }
        row.put("batch_size", batch);
        return row;
    }
}
