package io.github.timm4j.scheduler;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.Coded;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that timm's create_scheduler_v2 takes besides the optimizer, in epochs whatever the scheduler counts in.
 *
 * @param sched which schedule
 * @param span how long
 * @param decay how the rate falls
 * @param warmup how it first climbs
 * @param noise random changes
 * @param cycles restarts of cosine, tanh and poly
 * @param plateau what the plateau schedule looks at
 */
public record SchedulerOptions(
        ScheduleType sched,
        Span span,
        Decay decay,
        WarmupOptions warmup,
        NoiseOptions noise,
        Cycles cycles,
        PlateauOptions plateau) {

    /**
     * The schedule's length and unit.
     *
     * @param numEpochs length, without a warm-up prefix and cooldown
     * @param cooldownEpochs epochs at the lowest rate afterwards
     * @param stepOnEpochs true steps by epoch, false by update
     * @param updatesPerEpoch updates in an epoch, needed to step by update
     */
    public record Span(int numEpochs, int cooldownEpochs, boolean stepOnEpochs, int updatesPerEpoch) {}

    /**
     * How the rate falls.
     *
     * @param decayEpochs interval of step; length of the decay of wsd and rsqrt, below 1 a fraction; null for 90 or 0.2
     * @param decayMilestones epochs of multistep
     * @param decayRate factor of step, multistep and plateau, power of poly
     * @param minLr the lowest rate
     * @param kDecay exponent of the time in cosine and poly
     * @param decayFn name of wsd's and rsqrt's decay, null for 1-sqrt and linear
     * @param stableTimescale rsqrt's timescale in epochs, null for the warm-up's length
     */
    public record Decay(
            @Nullable Double decayEpochs,
            List<Integer> decayMilestones,
            double decayRate,
            double minLr,
            double kDecay,
            @Nullable String decayFn,
            @Nullable Double stableTimescale) {
        /** Copies the milestones. */
        public Decay {
            decayMilestones = List.copyOf(decayMilestones);
        }
    }

    /**
     * The climb at the beginning.
     *
     * @param warmupEpochs its length
     * @param warmupLr rate at its start
     * @param warmupPrefix true adds it to the schedule's length
     */
    public record WarmupOptions(int warmupEpochs, double warmupLr, boolean warmupPrefix) {}

    /**
     * Random changes of the rate.
     *
     * @param noise start, or start and end, as fractions of the schedule's length; empty for none
     * @param noisePct largest change as a fraction of the rate
     * @param noiseStd standard deviation of the draws
     * @param noiseSeed seed of the draws
     */
    public record NoiseOptions(
            @Coded(NoiseRange.class) List<Double> noise, double noisePct, double noiseStd, long noiseSeed) {
        /**
         * Copies the range.
         *
         * @throws IllegalArgumentException where it has more than two ends
         */
        public NoiseOptions {
            noise = List.copyOf(noise);
            if (noise.size() > 2) {
                throw new IllegalArgumentException("lr noise takes a start and an end, got " + noise);
            }
        }
    }

    /**
     * What the plateau schedule looks at.
     *
     * @param patienceEpochs evaluations without improvement that are let pass
     * @param plateauMode whether the metric should rise or fall
     */
    public record PlateauOptions(int patienceEpochs, Plateau.Mode plateauMode) {}

    /**
     * Reads timm's named arguments; what is not given has timm's default.
     *
     * @param arguments names as in create_scheduler_v2
     * @return the options
     * @throws IllegalArgumentException for an unknown name or a value that does not fit
     */
    public static SchedulerOptions of(Arguments arguments) {
        Arguments given = arguments.get("noise") == null ? arguments.without("noise") : arguments;
        return given.bindTo(builder(ScheduleType.COSINE).build());
    }

    /**
     * Starts from timm's defaults.
     *
     * @param sched which schedule
     * @return a builder
     */
    public static SchedulerOptionsBuilder builder(ScheduleType sched) {
        return new SchedulerOptionsBuilder(sched);
    }

    /**
     * Starts from timm's defaults.
     *
     * @param sched the schedule's name
     * @return a builder
     * @throws IllegalArgumentException for an unknown name
     */
    public static SchedulerOptionsBuilder builder(String sched) {
        return new SchedulerOptionsBuilder(ScheduleType.of(sched));
    }
}
