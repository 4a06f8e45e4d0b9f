package io.github.timm4j.train;

import ai.djl.Device;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.data.loader.BatchSource;
import io.github.timm4j.data.mix.Mixup;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.optim.GroupOptimizer;
import io.github.timm4j.optim.OptimizerOptions;
import io.github.timm4j.optim.Optimizers;
import io.github.timm4j.optim.ParameterGroups.LayerDecay;
import io.github.timm4j.optim.rule.Noise;
import io.github.timm4j.scheduler.SchedulerFactory;
import io.github.timm4j.scheduler.SchedulerPlan;
import io.github.timm4j.train.checkpoint.CheckpointSaver;
import io.github.timm4j.train.config.EmaConfig;
import io.github.timm4j.train.config.OptimizerConfig;
import io.github.timm4j.train.config.TrainConfig;
import io.github.timm4j.train.ema.EmaRule;
import io.github.timm4j.train.ema.EmaStorage;
import io.github.timm4j.train.ema.ModelEma;
import io.github.timm4j.train.parallel.Workers;
import io.github.timm4j.train.task.Tasks;
import io.github.timm4j.train.task.TrainingTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Describes a training run. */
public final class TrainerBuilder {
    private final ImageModel model;
    private final TrainConfig config;
    private final List<TrainListener> listeners = new ArrayList<>();
    private List<Device> devices;
    private int batchSize;
    private @Nullable BatchSource training;
    private @Nullable BatchSource validation;
    private @Nullable Mixup mixup;
    private @Nullable ImageModel teacher;
    private @Nullable TrainingTask task;
    private @Nullable CheckpointSaver saver;
    private @Nullable Arguments arguments;

    /** What a run is made of. */
    record Made(
            TrainingTask task,
            GroupOptimizer optimizer,
            SchedulerPlan plan,
            Workers workers,
            @Nullable ModelEma ema) {}

    TrainerBuilder(ImageModel model, TrainConfig config) {
        this.model = model;
        this.config = config;
        this.devices = List.of(model.getParameters().values().get(0).getArray().getDevice());
    }

    /**
     * Sets the data to train on.
     *
     * @param source batches over all workers; it stays the caller's
     * @return this
     */
    public TrainerBuilder training(BatchSource source) {
        training = source;
        return this;
    }

    /**
     * Sets the data to measure on.
     *
     * @param source batches; it stays the caller's
     * @return this
     */
    public TrainerBuilder validation(BatchSource source) {
        validation = source;
        return this;
    }

    /**
     * Sets the size of a whole batch, from which the learning rate follows where {@code lr} is not given.
     *
     * @param samples of a batch, over all workers; by default {@link BatchSource#referenceBatchSize}
     * @return this
     */
    public TrainerBuilder batchSize(int samples) {
        batchSize = samples;
        return this;
    }

    /**
     * Mixes batches on the device; not needed where the loader mixes already.
     *
     * @param value mixes normalised batches
     * @return this
     */
    public TrainerBuilder mixup(Mixup value) {
        mixup = value;
        return this;
    }

    /**
     * Sets the model to learn from, as the configuration says how.
     *
     * @param value with its weights; it stays the caller's
     * @return this
     */
    public TrainerBuilder teacher(ImageModel value) {
        teacher = value;
        return this;
    }

    /**
     * Sets the task in place of the one that the configuration describes.
     *
     * @param value of this builder's model; it stays the caller's
     * @return this
     */
    public TrainerBuilder task(TrainingTask value) {
        task = value;
        return this;
    }

    /**
     * Trains with a worker on each of several devices; batches are divided among them.
     *
     * @param value the first is that of the model; a device may appear several times
     * @return this
     */
    public TrainerBuilder devices(List<Device> value) {
        devices = List.copyOf(value);
        return this;
    }

    /**
     * Saves checkpoints after epochs and, where configured or when training is stopped, within them.
     *
     * @param value names, ranks and rotates them
     * @return this
     */
    public TrainerBuilder checkpoints(CheckpointSaver value) {
        saver = value;
        return this;
    }

    /**
     * Sets the options that checkpoints record.
     *
     * @param value under timm's names; by default those of the configuration
     * @return this
     */
    public TrainerBuilder arguments(Arguments value) {
        arguments = value;
        return this;
    }

    /**
     * Adds a listener.
     *
     * @param listener told in the order of adding
     * @return this
     */
    public TrainerBuilder listener(TrainListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Makes the run: the model is tuned as configured (frozen layers, split batch norms, the head's beginning), then optimizer
     * and schedule are made for it.
     *
     * @return the run, to be closed
     * @throws IllegalArgumentException where options exclude each other or do not fit the model
     * @throws IllegalStateException without data to train on
     */
    public Trainer build() {
        training();
        ModelTuning.apply(model, config);
        TrainingTask chosen = task == null ? Tasks.create(config, model, teacher) : task;
        GroupOptimizer optimizer = optimizer(chosen);
        Workers workers = new Workers(
                chosen.used(), devices, splits(), config.tuning().batchNorm().syncBn());
        return new Trainer(this, new Made(chosen, optimizer, plan(optimizer), workers, average(chosen)));
    }

    /** Parts of a batch that every worker gets its share of. */
    private int splits() {
        int augmented = config.task().loss().augSplits();
        return Math.max(augmented, config.tuning().batchNorm().splits(augmented));
    }

    private GroupOptimizer optimizer(TrainingTask chosen) {
        OptimizerConfig wanted = config.optimizer();
        double samples = batchSize() * config.step().gradAccumSteps();
        OptimizerOptions.Builder options = OptimizerOptions.builder()
                .lr(config.schedule().rate().of(wanted.opt(), samples))
                .weightDecay(wanted.weightDecay())
                .momentum(wanted.momentum())
                .noise(Noise.seeded(config.run().seed()));
        if (wanted.optEps() != null) {
            options.with("eps", wanted.optEps());
        }
        if (wanted.optBetas() != null) {
            options.with("betas", wanted.optBetas());
        }
        OptimizerConfig.LayerRates layers = wanted.layers();
        Double decay = layers.layerDecay();
        if (decay != null) {
            options.layerDecay(new LayerDecay(decay, layers.layerDecayMinScale(), layers.layerDecayNoOptScale()));
        }
        options.with(wanted.optKwargs());
        return Optimizers.createOptimizer(wanted.opt(), chosen.parameters(), options.build());
    }

    private double batchSize() {
        return batchSize > 0 ? batchSize : training().referenceBatchSize();
    }

    private SchedulerPlan plan(GroupOptimizer optimizer) {
        int steps = config.step().gradAccumSteps();
        int updates = Math.max(1, (batchesPerEpoch() + steps - 1) / steps);
        Arguments arguments = config.schedule()
                .arguments()
                .with("seed", config.run().seed())
                .with(
                        "eval_metric",
                        validation == null ? "loss" : config.run().evaluation().evalMetric());
        return SchedulerFactory.createScheduler(arguments, optimizer, updates);
    }

    private @Nullable ModelEma average(TrainingTask chosen) {
        EmaConfig ema = config.ema();
        if (!ema.modelEma()) {
            return null;
        }
        EmaRule rule =
                new EmaRule.V3(ema.modelEmaDecay(), 0, 0, ema.modelEmaWarmup() ? EmaRule.Warmup.DEFAULTS : null, false);
        EmaStorage storage = EmaStorage.DEFAULTS;
        return new ModelEma(chosen.model(), rule, ema.modelEmaForceCpu() ? storage.on(Device.cpu()) : storage);
    }

    int batchesPerEpoch() {
        Integer wanted = config.step().sizes().trainBatchesPerEpoch();
        int there = training().batches();
        return wanted == null ? there : Math.min(wanted, there);
    }

    Optional<CheckpointSaver> saver() {
        return Optional.ofNullable(saver);
    }

    Arguments arguments() {
        return arguments == null ? config.arguments() : arguments;
    }

    TrainConfig config() {
        return config;
    }

    BatchSource training() {
        if (training == null) {
            throw new IllegalStateException("a run needs data to train on");
        }
        return training;
    }

    Optional<BatchSource> validation() {
        return Optional.ofNullable(validation);
    }

    Optional<Mixup> mixup() {
        return Optional.ofNullable(mixup);
    }

    List<Device> devices() {
        return devices;
    }

    List<TrainListener> listeners() {
        return listeners;
    }

    boolean ownsTask() {
        return task == null;
    }
}
