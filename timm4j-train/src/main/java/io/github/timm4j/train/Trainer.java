package io.github.timm4j.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.timm4j.data.loader.Batch;
import io.github.timm4j.data.loader.BatchSource;
import io.github.timm4j.data.loader.Batches;
import io.github.timm4j.data.mix.Mixup;
import io.github.timm4j.nn.Autocast;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.optim.GroupOptimizer;
import io.github.timm4j.scheduler.Scheduler;
import io.github.timm4j.train.checkpoint.Checkpoint;
import io.github.timm4j.train.checkpoint.Progress;
import io.github.timm4j.train.checkpoint.Resume;
import io.github.timm4j.train.checkpoint.TrainingParts;
import io.github.timm4j.train.config.DistBn;
import io.github.timm4j.train.config.TrainConfig;
import io.github.timm4j.train.ema.ModelEma;
import io.github.timm4j.train.parallel.Workers;
import io.github.timm4j.train.task.Evaluator;
import io.github.timm4j.train.task.Metrics;
import io.github.timm4j.train.task.TrainingTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A training run: model, optimizer, schedule, task, data and listeners. {@link #fit} trains all epochs; {@link #trainOneEpoch}
 * and {@link #validate} do one part each.
 *
 * <p>It owns what it makes (optimizer, workers, averaged weights); model, data and a teacher stay the caller's. One thread at a
 * time, but for {@link #stop}.
 */
public final class Trainer implements AutoCloseable {
    private final TrainConfig config;
    private final TrainingTask task;
    private final GroupOptimizer optimizer;
    private final Optional<Scheduler> scheduler;
    private final Workers workers;
    private final StepEngine engine;
    private final TrainerBuilder parts;
    private final @Nullable ModelEma ema;
    private final int numEpochs;
    private int startEpoch;
    private int startBatch;
    private int batchesDone;
    private long updates;
    private volatile boolean stopped;

    Trainer(TrainerBuilder parts, TrainerBuilder.Made made) {
        this.parts = parts;
        this.config = parts.config();
        this.task = made.task();
        this.optimizer = made.optimizer();
        this.scheduler = made.plan().scheduler();
        this.numEpochs = made.plan().numEpochs();
        this.workers = made.workers();
        this.ema = made.ema();
        this.engine = new StepEngine(task, optimizer, workers, config);
        Integer start = config.schedule().span().startEpoch();
        startAt(start == null ? 0 : start, (long) (start == null ? 0 : start) * updatesPerEpoch());
    }

    /**
     * Begins to describe a run.
     *
     * @param model an initialized model
     * @param config how it is trained
     * @return a builder
     */
    public static TrainerBuilder builder(ImageModel model, TrainConfig config) {
        return new TrainerBuilder(model, config);
    }

    /**
     * Trains from the first epoch to the last, with validation, reports and checkpoints where they are due.
     *
     * @return what became of it
     * @throws TrainingException where the loss is no number any more, or memory does not suffice
     */
    public TrainResult fit() {
        List<EpochReport> reports = new ArrayList<>();
        EpochReport best = null;
        parts.listeners().forEach(listener -> listener.trainBegin(this));
        for (int epoch = startEpoch; epoch < numEpochs && !stopped; epoch++) {
            EpochReport report = epoch(epoch);
            reports.add(report);
            if (report.metric().isPresent() && (best == null || isBetter(report, best))) {
                best = report;
            }
        }
        boolean interrupted = stopped
                && (reports.isEmpty()
                        || reports.size() < numEpochs - startEpoch
                        || reports.get(reports.size() - 1).interrupted());
        return new TrainResult(reports, Optional.ofNullable(best), interrupted);
    }

    private EpochReport epoch(int epoch) {
        parts.listeners().forEach(listener -> listener.epochBegin(this, epoch));
        EpochRun run = new EpochRun(this, parts.training(), epoch, epoch == startEpoch ? startBatch : 0);
        boolean whole = run.run(parts.training());
        Metrics train = new Metrics(Map.of("loss", run.meanLoss()));
        double speed = run.speed().samplesPerSecond();
        if (!whole) {
            return new EpochReport(epoch, learningRate(), train, Optional.empty(), Optional.empty(), speed, true);
        }
        spreadBatchStatistics();
        boolean due = (epoch + 1) % config.run().valInterval() == 0 || epoch + 1 == numEpochs;
        Optional<Metrics> evaluation = due ? parts.validation().map(this::evaluate) : Optional.empty();
        Optional<Double> metric = due ? Optional.of(metric(train, evaluation)) : Optional.empty();
        EpochReport report = new EpochReport(epoch, learningRate(), train, evaluation, metric, speed, false);
        if (due) {
            parts.listeners().forEach(listener -> listener.epochEnd(this, report));
        }
        scheduler.ifPresent(each -> {
            if (metric.isPresent()) {
                each.step(epoch + 1, metric.get());
            } else {
                each.step(epoch + 1);
            }
        });
        if (due) {
            OptionalDouble rank = OptionalDouble.of(metric.orElseThrow());
            parts.saver()
                    .ifPresent(saver -> saver.save(
                            trainingParts()
                                    .capture(Progress.after(
                                            epoch, updates, config.run().seed())),
                            rank));
        }
        return report;
    }

    /** What makes a checkpoint. */
    private TrainingParts trainingParts() {
        TrainingParts all = new TrainingParts(model(), optimizer).arguments(parts.arguments());
        scheduler.ifPresent(all::scheduler);
        lossScaler().ifPresent(scaler -> all.entry("amp_scaler", scaler));
        if (ema != null) {
            all.ema(ema);
        }
        if (!task.state().isEmpty()) {
            all.entry("task_state", new TaskState(task));
        }
        return all;
    }

    /**
     * Continues where a checkpoint was saved, at the end of an epoch or within one. With the same data and configuration, what
     * follows is what an uninterrupted run would have done.
     *
     * @param file a checkpoint of this library or of Python's timm
     * @param withOptimizer false restores weights alone, and averages of them
     * @throws io.github.timm4j.TimmException where the file is none or does not fit
     */
    public void resume(Path file, boolean withOptimizer) {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            Resume at = trainingParts().restore(checkpoint, withOptimizer);
            parts.saver().ifPresent(saver -> saver.resume(checkpoint));
            workers.broadcastParameters();
            workers.broadcastBuffers();
            startBatch = at.batches();
            Integer start = config.schedule().span().startEpoch();
            startAt(start == null ? at.epoch() : start, at.updates().orElse((long) at.epoch() * updatesPerEpoch()));
        }
    }

    private double metric(Metrics train, Optional<Metrics> evaluation) {
        return evaluation.isPresent() ? evaluation.get().get(evalMetric()) : train.get("loss");
    }

    /**
     * The metric that ranks epochs: the configured one, or the training loss where nothing is validated.
     *
     * @return its name
     */
    public String evalMetric() {
        return parts.validation().isPresent() ? config.run().evaluation().evalMetric() : "loss";
    }

    private boolean isBetter(EpochReport one, EpochReport other) {
        double difference = one.metric().orElseThrow() - other.metric().orElseThrow();
        return evalMetric().contains("loss") ? difference < 0 : difference > 0;
    }

    private void spreadBatchStatistics() {
        if (config.tuning().batchNorm().distBn() == DistBn.REDUCE) {
            workers.reduceBatchStatistics();
        }
        if (config.tuning().batchNorm().distBn() != DistBn.NONE) {
            workers.broadcastBuffers();
        }
    }

    /** The averaged weights' metrics where they are kept beside the model, else the model's. */
    private Metrics evaluate(BatchSource source) {
        Metrics plain = validate(source);
        if (ema == null || config.ema().modelEmaForceCpu()) {
            return plain;
        }
        try (ModelEma.Applied applied = ema.apply()) {
            return validate(source);
        }
    }

    /**
     * Trains one epoch, without validation.
     *
     * @param epoch its number from 0, which seeds the data
     * @return the mean training loss, as {@code loss}
     * @throws TrainingException where the loss is no number any more, or memory does not suffice
     */
    public Metrics trainOneEpoch(int epoch) {
        EpochRun run = new EpochRun(this, parts.training(), epoch, 0);
        run.run(parts.training());
        return new Metrics(Map.of("loss", run.meanLoss()));
    }

    /**
     * Measures the model on other data than it trains on.
     *
     * @param source batches, whose views of a sample follow each other where test-time augmentation is configured
     * @return the task's metrics
     */
    public Metrics validate(BatchSource source) {
        Evaluator evaluator = task.evaluator();
        int views = Math.max(1, config.run().evaluation().tta());
        try (NDManager manager = NDManager.newBaseManager(device());
                Batches batches = source.epoch(0, manager);
                Autocast cast = engine.autocast()) {
            while (batches.hasNext()) {
                try (Batch batch = batches.next();
                        NDManager scratch = manager.newSubManager()) {
                    batch.images().attach(scratch);
                    batch.targets().attach(scratch);
                    NDArray output = task.model().forward(engine.layout(batch.images()), false);
                    NDArray targets = batch.targets();
                    if (views > 1) {
                        output = Views.mean(output, views);
                        targets = Views.first(targets, views);
                    }
                    evaluator.update(output, targets);
                }
            }
        }
        return evaluator.compute();
    }

    /** Asks training to stop after the present update: a recovery is saved and {@link #fit} returns. From any thread. */
    public void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    void beginBatch(Batch batch, int index) {
        parts.listeners().forEach(listener -> listener.batch(this, batch, index));
    }

    long countUpdate() {
        return ++updates;
    }

    /** Follows an update: averaged weights, reports, recovery, learning rates. */
    void updated(UpdateReport report) {
        if (ema != null) {
            ema.update(report.updates());
        }
        if (!config.step().noDdpBb()) {
            workers.broadcastBuffers();
        }
        parts.listeners().forEach(listener -> listener.update(this, report));
        int interval = config.run().recoveryInterval();
        if (interval > 0 && (report.index() + 1) % interval == 0) {
            recover(report);
        }
        scheduler.ifPresent(each -> each.stepUpdate(report.updates()));
    }

    /** Saves a recovery after an update; there is nothing to recover before the first. */
    void recover(@Nullable UpdateReport report) {
        if (report == null) {
            return;
        }
        Progress progress =
                new Progress(report.epoch(), batchesDone, updates, config.run().seed());
        parts.saver().ifPresent(saver -> saver.saveRecovery(trainingParts().capture(progress), report.index()));
        parts.listeners().forEach(listener -> listener.recovery(this, report));
    }

    void batchesDone(int count) {
        batchesDone = count;
    }

    /**
     * Continues at an epoch, as after a resume: learning rates are those of its begin.
     *
     * @param epoch the next epoch
     * @param done updates done so far
     */
    public void startAt(int epoch, long done) {
        startEpoch = epoch;
        updates = done;
        scheduler.ifPresent(each -> {
            if (config.schedule().span().schedOnUpdates() && done > 0) {
                each.stepUpdate(done);
            } else if (epoch > 0) {
                each.step(epoch);
            }
        });
    }

    /**
     * Mean learning rate of the optimizer's groups.
     *
     * @return at this time
     */
    public double learningRate() {
        double sum = 0;
        for (int i = 0; i < optimizer.groupCount(); i++) {
            sum += optimizer.learningRate(i);
        }
        return sum / optimizer.groupCount();
    }

    /**
     * Updates of an epoch.
     *
     * @return at least 1 where there is a batch
     */
    public int updatesPerEpoch() {
        int steps = config.step().gradAccumSteps();
        return (batchesPerEpoch() + steps - 1) / steps;
    }

    int batchesPerEpoch() {
        return parts.batchesPerEpoch();
    }

    /**
     * How many epochs the schedule has.
     *
     * @return warm-up, cycles and cooldown included
     */
    public int numEpochs() {
        return numEpochs;
    }

    /**
     * Updates done so far.
     *
     * @return their number
     */
    public long updates() {
        return updates;
    }

    /**
     * The configuration.
     *
     * @return as it was given
     */
    public TrainConfig config() {
        return config;
    }

    /**
     * The task.
     *
     * @return with the model
     */
    public TrainingTask task() {
        return task;
    }

    /**
     * The model.
     *
     * @return the caller's
     */
    public ImageModel model() {
        return task.model();
    }

    /**
     * The optimizer.
     *
     * @return this run's
     */
    public GroupOptimizer optimizer() {
        return optimizer;
    }

    /**
     * The schedule.
     *
     * @return empty for a constant rate
     */
    public Optional<Scheduler> scheduler() {
        return scheduler;
    }

    /**
     * The loss scaler.
     *
     * @return only with float16
     */
    public Optional<LossScaler> lossScaler() {
        return Optional.ofNullable(engine.scaler());
    }

    /**
     * The averaged weights.
     *
     * @return where they are configured
     */
    public Optional<ModelEma> ema() {
        return Optional.ofNullable(ema);
    }

    Optional<Mixup> mixup() {
        return parts.mixup();
    }

    StepEngine engine() {
        return engine;
    }

    Device device() {
        return parts.devices().get(0);
    }

    /** Frees optimizer, workers, averaged weights and what the task owns. */
    @Override
    public void close() {
        optimizer.close();
        workers.close();
        if (ema != null) {
            ema.close();
        }
        if (parts.ownsTask()) {
            task.close();
        }
    }
}
