package io.github.timm4j.cli;

import ai.djl.Device;
import io.github.timm4j.Devices;
import io.github.timm4j.Timm;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.ModelOptionsBuilder;
import io.github.timm4j.config.RecordBinder;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.registry.ModelName;
import io.github.timm4j.train.Trainer;
import io.github.timm4j.train.TrainerBuilder;
import io.github.timm4j.train.checkpoint.CheckpointSaver;
import io.github.timm4j.train.checkpoint.SaverOptions;
import io.github.timm4j.train.config.TrainConfig;
import io.github.timm4j.train.report.OutputFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code train}: a run as timm's train script makes it, with its folder of checkpoints, summary, events and curves. */
final class TrainCommand implements Command {
    @Override
    public int run(Settings given, Console console) throws IOException {
        Pictures.root(given);
        if (given.text("model_dtype") != null && !given.word("model_dtype").equals("float32")) {
            throw new UsageException(
                    "--model-dtype: weights in training are float32; --amp computes in half precision");
        }
        Models models = new Models(given);
        try (ImageModel model = Timm.createModel(given.word("model"), options(given, models))) {
            console.say("model %s created, %d parameters", given.word("model"), model.parameterCount());
            DataConfig input = models.input(model, false);
            Settings settings = given.with("num_classes", model.numClasses());
            Path folder = folder(settings, input);
            ResultFiles.write(folder.resolve("args.yaml"), ConfigFile.write(settings.values()));
            console.say("results go to %s", folder);
            try (ImageModel teacher = teacher(settings, models)) {
                return train(model, teacher, new TrainingRun(settings, console, input, folder));
            }
        }
    }

    private static ModelOptions options(Settings settings, Models models) {
        Double dropPath = settings.number("drop_path");
        ModelOptionsBuilder options = models.options(settings.word("model"))
                .pretrained(settings.flag("pretrained"))
                .dropRate(settings.amount("drop"))
                .dropPathRate(dropPath == null ? settings.number("drop_connect") : dropPath)
                .dropBlockRate(settings.number("drop_block"))
                .momentum(settings.number("bn_momentum"))
                .eps(settings.number("bn_eps"))
                .path(settings.path("initial_checkpoint"));
        Path weights = settings.path("pretrained_path");
        return weights == null
                ? options.build()
                : options.pretrained(true)
                        // no weights have so many classes: the head is always a fresh one
                        .overlay(Arguments.of("file", weights.toString()).with("num_classes", -1))
                        .build();
    }

    private static @Nullable ImageModel teacher(Settings settings, Models models) {
        String name = settings.text("kd_model_name");
        return name == null
                ? null
                : Timm.createModel(
                        name,
                        ModelOptions.builder()
                                .pretrained(true)
                                .numClasses(settings.integer("num_classes"))
                                .device(models.device())
                                .build());
    }

    private static Path folder(Settings settings, DataConfig input) {
        String output = settings.text("output");
        String experiment = settings.text("experiment");
        if (experiment == null) {
            String time =
                    LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
            String model = ModelName.safe(settings.word("model"), true);
            experiment = time + "-" + model + "-" + input.inputSize().width();
        }
        return OutputFolder.create(
                Path.of(output == null ? "output/train" : output).resolve(experiment));
    }

    private static int train(ImageModel model, @Nullable ImageModel teacher, TrainingRun run) {
        Settings settings = run.settings();
        TrainConfig config = config(settings);
        try (TrainingData data = TrainingData.open(settings, run.input(), config)) {
            TrainerBuilder builder = Trainer.builder(model, config)
                    .training(data.training())
                    .arguments(settings.values())
                    .devices(devices(settings, model));
            data.validation().ifPresent(builder::validation);
            if (teacher != null) {
                builder.teacher(teacher);
            }
            return run.fit(builder, saver(config, data.validation().isPresent(), run.folder()));
        }
    }

    private static TrainConfig config(Settings settings) {
        List<String> names = RecordBinder.names(TrainConfig.DEFAULTS);
        Arguments options = Arguments.NONE;
        for (String name : settings.values().names()) {
            if (names.contains(name)) {
                options = options.with(name, settings.values().get(name));
            }
        }
        return TrainConfig.of(options);
    }

    private static CheckpointSaver saver(TrainConfig config, boolean validated, Path folder) {
        boolean loss = !validated || config.run().evaluation().evalMetric().contains("loss");
        return new CheckpointSaver(
                SaverOptions.in(folder).ranked(loss, config.run().checkpointHist()));
    }

    private static List<Device> devices(Settings settings, ImageModel model) {
        List<String> names = settings.words("devices");
        return names.isEmpty()
                ? List.of(model.getParameters().values().get(0).getArray().getDevice())
                : names.stream().map(Devices::of).toList();
    }
}
