package io.github.timm4j.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fills {@link SchedulerOptions} under timm's argument names, each with timm's default. */
public final class SchedulerOptionsBuilder {
    private final ScheduleType sched;
    private int numEpochs = 300;
    private int cooldownEpochs;
    private boolean stepOnEpochs = true;
    private int updatesPerEpoch;
    private @Nullable Double decayEpochs;
    private List<Integer> decayMilestones = List.of(90, 180, 270);
    private double decayRate = 0.1;
    private double minLr;
    private double kDecay = 1;
    private @Nullable String decayFn;
    private @Nullable Double stableTimescale;
    private int warmupEpochs;
    private double warmupLr = 1e-5;
    private boolean warmupPrefix;
    private List<Double> noise = List.of();
    private double noisePct = 0.67;
    private double noiseStd = 1;
    private long noiseSeed = 42;
    private double cycleMul = 1;
    private double cycleDecay = 0.1;
    private int cycleLimit = 1;
    private int patienceEpochs = 10;
    private Plateau.Mode plateauMode = Plateau.Mode.MAX;

    SchedulerOptionsBuilder(ScheduleType sched) {
        this.sched = sched;
    }

    /**
     * Makes the options.
     *
     * @return an immutable copy
     * @throws IllegalArgumentException where a value is out of its range
     */
    public SchedulerOptions build() {
        return new SchedulerOptions(
                sched,
                new SchedulerOptions.Span(numEpochs, cooldownEpochs, stepOnEpochs, updatesPerEpoch),
                new SchedulerOptions.Decay(
                        decayEpochs, decayMilestones, decayRate, minLr, kDecay, decayFn, stableTimescale),
                new SchedulerOptions.WarmupOptions(warmupEpochs, warmupLr, warmupPrefix),
                new SchedulerOptions.NoiseOptions(noise, noisePct, noiseStd, noiseSeed),
                new Cycles(cycleMul, cycleDecay, cycleLimit),
                new SchedulerOptions.PlateauOptions(patienceEpochs, plateauMode));
    }

    /**
     * Sets the schedule's length.
     *
     * @param value the schedule's length, without a warm-up prefix and cooldown; default 300
     * @return this
     */
    public SchedulerOptionsBuilder numEpochs(int value) {
        numEpochs = value;
        return this;
    }

    /**
     * Sets the cooldown.
     *
     * @param value epochs at the lowest rate afterwards; default 0
     * @return this
     */
    public SchedulerOptionsBuilder cooldownEpochs(int value) {
        cooldownEpochs = value;
        return this;
    }

    /**
     * Sets the unit of time.
     *
     * @param value true steps by epoch, false by update; default true
     * @return this
     */
    public SchedulerOptionsBuilder stepOnEpochs(boolean value) {
        stepOnEpochs = value;
        return this;
    }

    /**
     * Sets the updates in an epoch.
     *
     * @param value optimizer updates in an epoch, needed to step by update
     * @return this
     */
    public SchedulerOptionsBuilder updatesPerEpoch(int value) {
        updatesPerEpoch = value;
        return this;
    }

    /**
     * Sets the interval of step, the decay of wsd and rsqrt.
     *
     * @param value interval or length of the decay; null, the default, for 90 (step) or 0.2 (wsd, rsqrt)
     * @return this
     */
    public SchedulerOptionsBuilder decayEpochs(@Nullable Double value) {
        decayEpochs = value;
        return this;
    }

    /**
     * Sets the drops of multistep.
     *
     * @param value epochs of multistep; default 90, 180, 270
     * @return this
     */
    public SchedulerOptionsBuilder decayMilestones(List<Integer> value) {
        decayMilestones = value;
        return this;
    }

    /**
     * Sets how far each drop goes.
     *
     * @param value factor of a drop, power of poly; default 0.1
     * @return this
     */
    public SchedulerOptionsBuilder decayRate(double value) {
        decayRate = value;
        return this;
    }

    /**
     * Sets the lowest rate.
     *
     * @param value the lowest rate; default 0
     * @return this
     */
    public SchedulerOptionsBuilder minLr(double value) {
        minLr = value;
        return this;
    }

    /**
     * Sets the k-decay.
     *
     * @param value exponent of the time in cosine and poly; default 1
     * @return this
     */
    public SchedulerOptionsBuilder kDecay(double value) {
        kDecay = value;
        return this;
    }

    /**
     * Sets the decay of wsd and rsqrt.
     *
     * @param value name of wsd's or rsqrt's decay; null, the default, for 1-sqrt or linear
     * @return this
     */
    public SchedulerOptionsBuilder decayFn(@Nullable String value) {
        decayFn = value;
        return this;
    }

    /**
     * Sets how fast rsqrt falls.
     *
     * @param value rsqrt's timescale in epochs; null, the default, for the warm-up's length
     * @return this
     */
    public SchedulerOptionsBuilder stableTimescale(@Nullable Double value) {
        stableTimescale = value;
        return this;
    }

    /**
     * Sets the warm-up.
     *
     * @param value the warm-up's length; default 0
     * @return this
     */
    public SchedulerOptionsBuilder warmupEpochs(int value) {
        warmupEpochs = value;
        return this;
    }

    /**
     * Sets where the warm-up starts.
     *
     * @param value rate at its start; default 1e-5
     * @return this
     */
    public SchedulerOptionsBuilder warmupLr(double value) {
        warmupLr = value;
        return this;
    }

    /**
     * Sets where the warm-up belongs.
     *
     * @param value true adds it to the schedule's length; default false
     * @return this
     */
    public SchedulerOptionsBuilder warmupPrefix(boolean value) {
        warmupPrefix = value;
        return this;
    }

    /**
     * Sets when the noise is on.
     *
     * @param value start, or start and end, as fractions of the schedule's length; default none
     * @return this
     */
    public SchedulerOptionsBuilder noise(List<Double> value) {
        noise = value;
        return this;
    }

    /**
     * Sets the bound of the noise.
     *
     * @param value largest change as a fraction of the rate; default 0.67
     * @return this
     */
    public SchedulerOptionsBuilder noisePct(double value) {
        noisePct = value;
        return this;
    }

    /**
     * Sets the width of the noise.
     *
     * @param value standard deviation of the draws; default 1
     * @return this
     */
    public SchedulerOptionsBuilder noiseStd(double value) {
        noiseStd = value;
        return this;
    }

    /**
     * Sets the seed of the noise.
     *
     * @param value seed of the draws; default 42
     * @return this
     */
    public SchedulerOptionsBuilder noiseSeed(long value) {
        noiseSeed = value;
        return this;
    }

    /**
     * Sets how cycles stretch.
     *
     * @param value growth of a cycle over the one before; default 1
     * @return this
     */
    public SchedulerOptionsBuilder cycleMul(double value) {
        cycleMul = value;
        return this;
    }

    /**
     * Sets how cycles shrink in height.
     *
     * @param value height of a cycle over the one before; default 0.1
     * @return this
     */
    public SchedulerOptionsBuilder cycleDecay(double value) {
        cycleDecay = value;
        return this;
    }

    /**
     * Sets the number of cycles.
     *
     * @param value number of cycles; default 1
     * @return this
     */
    public SchedulerOptionsBuilder cycleLimit(int value) {
        cycleLimit = value;
        return this;
    }

    /**
     * Sets the patience of a plateau.
     *
     * @param value evaluations without improvement that a plateau lets pass; default 10
     * @return this
     */
    public SchedulerOptionsBuilder patienceEpochs(int value) {
        patienceEpochs = value;
        return this;
    }

    /**
     * Sets the direction of the metric.
     *
     * @param value whether the metric should rise or fall; default rise
     * @return this
     */
    public SchedulerOptionsBuilder plateauMode(Plateau.Mode value) {
        plateauMode = value;
        return this;
    }
}
