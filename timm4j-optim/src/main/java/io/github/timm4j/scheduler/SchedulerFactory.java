package io.github.timm4j.scheduler;

import io.github.timm4j.config.Arguments;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes schedulers from options or from a training configuration; source: timm.scheduler.scheduler_factory. */
public final class SchedulerFactory {
    private final LearningRateGroups groups;
    private final SchedulerOptions options;
    private final int unit;
    private final long length;

    private SchedulerFactory(LearningRateGroups groups, SchedulerOptions options) {
        this.groups = groups;
        this.options = options;
        SchedulerOptions.Span span = options.span();
        if (!span.stepOnEpochs() && span.updatesPerEpoch() <= 0) {
            throw new IllegalArgumentException(
                    "a schedule stepped by update needs updates_per_epoch above 0, got " + span.updatesPerEpoch());
        }
        this.unit = span.stepOnEpochs() ? 1 : span.updatesPerEpoch();
        this.length = (long) span.numEpochs() * unit;
    }

    /**
     * Makes a scheduler.
     *
     * @param groups the optimizer's groups; their rates are set for time 0
     * @param options which one, and how
     * @return the scheduler and the number of epochs to train
     * @throws IllegalArgumentException where options are out of range or exclude each other; no rate has changed then
     */
    public static SchedulerPlan createSchedulerV2(LearningRateGroups groups, SchedulerOptions options) {
        return new SchedulerFactory(groups, options).plan();
    }

    /**
     * Makes a scheduler from a training configuration.
     *
     * @param config values under the names of the train command's options, see {@link #schedulerKwargs}
     * @param groups the optimizer's groups; their rates are set for time 0
     * @param updatesPerEpoch optimizer updates in an epoch
     * @return the scheduler and the number of epochs to train
     * @throws IllegalArgumentException where options are missing, out of range or exclude each other
     */
    public static SchedulerPlan createScheduler(Arguments config, LearningRateGroups groups, int updatesPerEpoch) {
        Arguments kwargs = schedulerKwargs(config, null).with("updates_per_epoch", updatesPerEpoch);
        return createSchedulerV2(groups, SchedulerOptions.of(kwargs));
    }

    /**
     * Translates a training configuration ({@code sched}, {@code epochs}, {@code lr_noise}, {@code seed},
     * {@code sched_on_updates}, {@code eval_metric} and the rest) into the arguments of {@link SchedulerOptions#of}.
     *
     * @param config values under the names of the train command's options; other names are passed over, what is absent
     *     has the default of timm's function of this name, which is not always that of the command line
     * @param decreasingMetric whether a lower metric is better; null looks for "loss" in {@code eval_metric}
     * @return every argument but the updates in an epoch
     * @throws IllegalArgumentException where {@code sched} is missing
     */
    public static Arguments schedulerKwargs(Arguments config, @Nullable Boolean decreasingMetric) {
        return SchedulerConfig.kwargs(config, decreasingMetric);
    }

    private SchedulerPlan plan() {
        Scheduler scheduler = create();
        SchedulerOptions.Span span = options.span();
        OptionalLong cycles = scheduler == null ? OptionalLong.empty() : scheduler.cycleLength(0);
        if (cycles.isPresent()) {
            long total = cycles.getAsLong() + (long) span.cooldownEpochs() * unit;
            return new SchedulerPlan(Optional.ofNullable(scheduler), Math.toIntExact(total / unit));
        }
        int prefix = options.warmup().warmupPrefix() ? options.warmup().warmupEpochs() : 0;
        return new SchedulerPlan(Optional.ofNullable(scheduler), span.numEpochs() + prefix);
    }

    private @Nullable Scheduler create() {
        if (options.sched() == ScheduleType.NONE) {
            return null;
        }
        SchedulerOptions.WarmupOptions w = options.warmup();
        Warmup warmup = new Warmup((long) w.warmupEpochs() * unit, w.warmupLr(), w.warmupPrefix());
        boolean inEpochs = options.span().stepOnEpochs();
        if (options.sched() != ScheduleType.PLATEAU) {
            return new TimedScheduler(groups, schedule(warmup), warmup, noise(), inEpochs);
        }
        if (!inEpochs) {
            throw new IllegalArgumentException("a plateau schedule can only step by epoch");
        }
        SchedulerOptions.Decay d = options.decay();
        SchedulerOptions.PlateauOptions p = options.plateau();
        Plateau plateau = new Plateau(d.decayRate(), p.patienceEpochs(), 1e-4, 0, d.minLr(), p.plateauMode());
        return new PlateauScheduler(groups, plateau, warmup, noise());
    }

    private Schedule schedule(Warmup warmup) {
        SchedulerOptions.Decay d = options.decay();
        Cycles cycles = options.cycles();
        return switch (options.sched()) {
            case COSINE -> new CosineSchedule(length, d.minLr(), cycles, d.kDecay());
            case TANH -> new TanhSchedule(length, -7, 3, d.minLr(), cycles);
            case POLY -> new PolySchedule(length, d.decayRate(), d.minLr(), cycles, d.kDecay());
            case STEP -> new StepSchedule(decayEpochs(90) * unit, d.decayRate());
            case CONSTANT -> StepSchedule.CONSTANT;
            case MULTISTEP ->
                new MultiStepSchedule(
                        d.decayMilestones().stream().map(m -> (long) m * unit).toList(), d.decayRate());
            case WSD, RSQRT -> wsd(warmup);
            case PLATEAU, NONE -> throw new IllegalStateException(options.sched() + " is no function of time");
        };
    }

    /** Fits stable phase and decay into the epochs, which the warm-up shortens unless it is a prefix. */
    private WsdSchedule wsd(Warmup warmup) {
        SchedulerOptions.Decay d = options.decay();
        boolean rsqrt = options.sched() == ScheduleType.RSQRT;
        long total = warmup.prefix() ? length : length - warmup.length();
        double epochs = decayEpochs(0.2);
        long decay = (long) Math.rint(epochs > 0 && epochs < 1 ? epochs * total : epochs * unit);
        if (decay <= 0 || decay > total) {
            throw new IllegalArgumentException(
                    "decay_epochs of a wsd or rsqrt schedule must be above 0 and at most epochs"
                            + (warmup.prefix() ? "" : " - warmup_epochs") + ": got a decay of " + decay + " in "
                            + total);
        }
        Double timescale = d.stableTimescale();
        return new WsdSchedule(
                total,
                decay,
                d.minLr(),
                rsqrt
                        ? StableFunction.rsqrt(timescale == null ? warmup.length() : timescale * unit)
                        : StableFunction.constant(),
                DecayFunction.of(Objects.requireNonNullElse(d.decayFn(), rsqrt ? "linear" : "1-sqrt")));
    }

    private double decayEpochs(double otherwise) {
        return Objects.requireNonNullElse(options.decay().decayEpochs(), otherwise);
    }

    private @Nullable Noise noise() {
        SchedulerOptions.NoiseOptions n = options.noise();
        List<Double> range = n.noise();
        if (range.isEmpty()) {
            return null;
        }
        double to = range.size() > 1 ? range.get(1) * length : Double.POSITIVE_INFINITY;
        return new Noise(
                range.get(0) * length, to, Noise.Distribution.NORMAL, n.noisePct(), n.noiseStd(), n.noiseSeed());
    }
}
