package io.github.timm4j.cli;

import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.loader.Batch;
import io.github.timm4j.data.loader.ContactSheet;
import io.github.timm4j.train.EpochReport;
import io.github.timm4j.train.TrainListener;
import io.github.timm4j.train.TrainResult;
import io.github.timm4j.train.Trainer;
import io.github.timm4j.train.TrainerBuilder;
import io.github.timm4j.train.UpdateReport;
import io.github.timm4j.train.checkpoint.Checkpoint;
import io.github.timm4j.train.checkpoint.CheckpointSaver;
import io.github.timm4j.train.report.RunReport;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of the command: what goes to the console and into the run's folder.
 *
 * @param settings of the command
 * @param console where progress goes
 * @param input how pictures become the model's input
 * @param folder of the run
 */
record TrainingRun(Settings settings, Console console, DataConfig input, Path folder) {
    private static final int SHOWN = 10;
    private static final int COLUMNS = 8;

    /** Trains to the end, or until the user interrupts. */
    int fit(TrainerBuilder builder, CheckpointSaver saver) {
        Path resume = settings.path("resume");
        try (RunReport report = new RunReport(folder, startEpoch(resume));
                EpochLines lines = new EpochLines(console, settings, this::draw)) {
            try (Trainer trainer =
                    builder.checkpoints(saver).listener(report).listener(lines).build()) {
                if (resume != null) {
                    trainer.resume(resume, !settings.flag("no_resume_opt"));
                    console.say("resumed from %s", resume);
                }
                return finish(trainer.fit(), trainer.evalMetric(), saver);
            }
        }
    }

    /** Draws a batch as timm's {@code --save-images} does. */
    private void draw(Batch batch, int index) {
        new ContactSheet(input, List.of()).write(batch, COLUMNS, folder.resolve("train-batch-" + index + ".png"));
    }

    private int startEpoch(@Nullable Path resume) {
        Integer chosen = settings.integer("start_epoch");
        if (chosen != null) {
            return chosen;
        }
        if (resume == null) {
            return 0;
        }
        try (Checkpoint checkpoint = Checkpoint.open(resume)) {
            return checkpoint.resume().epoch();
        }
    }

    private int finish(TrainResult result, String metric, CheckpointSaver saver) {
        result.best()
                .flatMap(best -> best.metric())
                .ifPresent(value -> console.say(
                        "*** Best metric: %s (epoch %d)",
                        Validation.round(value, 4), result.best().orElseThrow().epoch()));
        console.print("--result");
        console.print(ResultTable.pretty(best(result.epochs(), metric)));
        if (result.interrupted()) {
            console.say(
                    "interrupted; --resume %s goes on",
                    saver.latestRecovery()
                            .map(Path::toString)
                            .orElse(saver.last().toString()));
            return Program.INTERRUPTED;
        }
        return Program.OK;
    }

    /** The best epochs of those that were measured, the best last, as timm prints them. */
    private static List<Map<String, Object>> best(List<EpochReport> epochs, String metric) {
        Comparator<EpochReport> rising =
                Comparator.comparingDouble(epoch -> epoch.metric().orElseThrow());
        List<EpochReport> ranked = epochs.stream()
                .filter(epoch -> epoch.metric().isPresent())
                .sorted(metric.contains("loss") ? rising.reversed() : rising)
                .toList();
        return ranked.stream()
                .skip(Math.max(0, ranked.size() - SHOWN))
                .map(TrainingRun::row)
                .toList();
    }

    private static Map<String, Object> row(EpochReport epoch) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("epoch", epoch.epoch());
        row.put("train", epoch.train().values());
        epoch.evaluation().ifPresent(metrics -> row.put("validation", metrics.values()));
        return row;
    }

    /** Shows updates and epochs, and hands an interruption on to the trainer. */
    private static final class EpochLines implements TrainListener, AutoCloseable {
        private final Console console;
        private final Settings settings;
        private final BiConsumer<Batch, Integer> drawing;
        private @Nullable ProgressLine line;

        EpochLines(Console console, Settings settings, BiConsumer<Batch, Integer> drawing) {
            this.console = console;
            this.settings = settings;
            this.drawing = drawing;
        }

        /** Draws the batch that ends an update about which a line is due. */
        @Override
        public void batch(Trainer trainer, Batch batch, int index) {
            int steps = settings.count("grad_accum_steps");
            int update = index / steps;
            boolean due = (index + 1) % steps == 0 && update % settings.count("log_interval") == 0;
            if (settings.flag("save_images") && due) {
                drawing.accept(batch, index);
            }
        }

        @Override
        public void epochBegin(Trainer trainer, int epoch) {
            close();
            long updates = trainer.updatesPerEpoch();
            int batch = settings.count("batch_size") * settings.count("grad_accum_steps");
            line = console.progress("Train " + epoch, updates * batch, settings.count("log_interval"));
        }

        @Override
        public void update(Trainer trainer, UpdateReport report) {
            if (line != null) {
                line.step(
                        settings.count("batch_size") * settings.count("grad_accum_steps"),
                        Validation.line("Loss %.4f  LR %.3e", report.meanLoss(), trainer.learningRate())
                                + (report.skipped() ? "  update left out: gradients overflowed" : ""));
            }
            if (console.interruption().requested()) {
                trainer.stop();
            }
        }

        @Override
        public void epochEnd(Trainer trainer, EpochReport report) {
            close();
            StringBuilder values = new StringBuilder();
            report.evaluation()
                    .ifPresent(metrics -> metrics.values()
                            .forEach((name, value) -> values.append(Validation.line("  %s %.4f", name, value))));
            console.say(
                    "Epoch %d: train loss %.4f%s",
                    report.epoch(), report.train().get("loss"), values);
        }

        @Override
        public void close() {
            if (line != null) {
                line.close();
                line = null;
            }
        }
    }
}
