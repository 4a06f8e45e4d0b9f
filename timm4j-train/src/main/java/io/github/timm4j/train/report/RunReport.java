package io.github.timm4j.train.report;

import io.github.timm4j.train.EpochReport;
import io.github.timm4j.train.TrainListener;
import io.github.timm4j.train.Trainer;
import io.github.timm4j.train.UpdateReport;
import io.github.timm4j.train.task.Metrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that a run fills as it goes, in one folder: {@code summary.csv}, TensorBoard events and, when it is closed, {@code
 * curves.png}. As a listener it follows a {@link Trainer}.
 */
public final class RunReport implements TrainListener, AutoCloseable {
    private static final int UPDATES_BETWEEN_EVENTS = 10;

    private final SummaryCsv summary;
    private final EventFile events;
    private final Path picture;

    /**
     * Begins or continues the files of a run.
     *
     * @param folder made where it is missing
     * @param startEpoch the first epoch of this run; rows of it and of later ones go, as timm does
     * @throws java.io.UncheckedIOException if the folder cannot be written
     */
    public RunReport(Path folder, int startEpoch) {
        OutputFolder.create(folder);
        this.summary = new SummaryCsv(folder.resolve("summary.csv"));
        this.summary.trim(startEpoch);
        this.events = new EventFile(folder);
        this.picture = folder.resolve("curves.png");
    }

    /**
     * Adds one value of an update, to the events only.
     *
     * @param tag what it is, for example {@code update/loss}
     * @param update number of the update
     * @param value the value
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public void scalar(String tag, long update, double value) {
        events.scalar(tag, update, value);
    }

    @Override
    public void update(Trainer trainer, UpdateReport report) {
        if (report.updates() % UPDATES_BETWEEN_EVENTS == 0) {
            scalar("update/loss", report.updates(), report.loss());
            scalar("update/lr", report.updates(), trainer.learningRate());
            scalar("update/samples_per_second", report.updates(), report.speed().samplesPerSecond());
        }
    }

    @Override
    public void epochEnd(Trainer trainer, EpochReport report) {
        Map<String, Double> eval = report.evaluation().map(Metrics::values).orElse(Map.of());
        epoch(new EpochRow(report.epoch(), report.train().values(), eval, report.learningRate()));
    }

    /**
     * Adds an epoch.
     *
     * @param row what it measured
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public void epoch(EpochRow row) {
        summary.append(row);
        row.train().forEach((name, value) -> events.scalar("train/" + name, row.epoch(), value));
        row.eval().forEach((name, value) -> events.scalar("eval/" + name, row.epoch(), value));
        if (row.learningRate() != null) {
            events.scalar("lr", row.epoch(), row.learningRate());
        }
        events.flush();
    }

    /**
     * The table so far.
     *
     * @return {@code summary.csv}
     */
    public SummaryCsv summary() {
        return summary;
    }

    /**
     * Paints the curves of all epochs in the table, earlier parts of a resumed run included.
     *
     * @return the picture, or nothing before the first epoch
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public Optional<Path> paintCurves() {
        if (!Files.exists(summary.file())) {
            return Optional.empty();
        }
        List<EpochRow> rows = summary.rows();
        return rows.isEmpty() ? Optional.empty() : Optional.of(TrainingCurves.write(rows, picture));
    }

    /** Ends the events and paints the curves. */
    @Override
    public void close() {
        events.close();
        paintCurves();
    }
}
