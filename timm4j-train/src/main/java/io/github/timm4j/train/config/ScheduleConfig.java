package io.github.timm4j.train.config;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.Name;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Learning rates over the epochs.
 *
 * @param rate the rate that the schedule begins with
 * @param span which schedule, and how long
 * @param warmup the climb at the beginning
 * @param lrNoise random changes
 * @param cycles restarts
 * @param decay how the rate falls
 */
public record ScheduleConfig(
        Rate rate,
        Span span,
        WarmupConfig warmup,
        @Name("lr_noise_group") LrNoise lrNoise,
        Restarts cycles,
        Decay decay) {
    /** The defaults of timm's train options. */
    public static final ScheduleConfig DEFAULTS = new ScheduleConfig(
            new Rate(null, 0.1, 256, ""),
            new Span("cosine", false, 300, 0, null, 0),
            new WarmupConfig(1e-5, 5, false),
            new LrNoise(null, 0.67, 1),
            new Restarts(1, 0.5, 1, 1),
            new Decay(0, List.of(90, 180, 270), 90, 0.1, 10, null, null));

    /**
     * The first rate.
     *
     * @param lr the rate itself; null takes it from the others
     * @param lrBase rate of a batch of the base size
     * @param lrBaseSize the base size
     * @param lrBaseScale {@code linear} or {@code sqrt} in the size of the whole batch; empty for sqrt with adaptive
     *     optimizers and linear with others
     */
    public record Rate(@Nullable Double lr, double lrBase, int lrBaseSize, String lrBaseScale) {
        /**
         * Checks the scale.
         *
         * @throws IllegalArgumentException for another name
         */
        public Rate {
            if (!List.of("", "linear", "sqrt").contains(lrBaseScale)) {
                throw new IllegalArgumentException(
                        "lr_base_scale must be linear, sqrt or empty, found '" + lrBaseScale + "'");
            }
        }

        /**
         * The rate of a whole batch.
         *
         * @param opt the optimizer's name
         * @param samples of one update, over all devices and accumulated batches
         * @return the rate
         */
        public double of(String opt, double samples) {
            if (lr != null) {
                return lr;
            }
            double ratio = samples / lrBaseSize;
            String name = opt.toLowerCase(Locale.ROOT);
            boolean adaptive = name.contains("ada") || name.contains("lamb");
            boolean sqrt = lrBaseScale.isEmpty() ? adaptive : lrBaseScale.equals("sqrt");
            return lrBase * (sqrt ? Math.sqrt(ratio) : ratio);
        }
    }

    /**
     * Which schedule, and how long.
     *
     * @param sched its name, {@code none} for a constant rate
     * @param schedOnUpdates whether it steps after every update instead of every epoch
     * @param epochs its length
     * @param epochRepeats passes over the data that count as one epoch, 0 for one; the loader heeds it
     * @param startEpoch the first epoch, null for 0 or what a checkpoint says
     * @param cooldownEpochs epochs at the lowest rate afterwards
     */
    public record Span(
            String sched,
            boolean schedOnUpdates,
            int epochs,
            double epochRepeats,
            @Nullable Integer startEpoch,
            int cooldownEpochs) {}

    /**
     * The climb at the beginning.
     *
     * @param warmupLr rate at its start
     * @param warmupEpochs its length
     * @param warmupPrefix whether it comes before the schedule
     */
    public record WarmupConfig(double warmupLr, int warmupEpochs, boolean warmupPrefix) {}

    /**
     * Random changes of the rate.
     *
     * @param lrNoise start, or start and end, as fractions of the epochs; null for none
     * @param lrNoisePct largest change as a fraction of the rate
     * @param lrNoiseStd standard deviation
     */
    public record LrNoise(@Nullable List<Double> lrNoise, double lrNoisePct, double lrNoiseStd) {
        /** Copies the range. */
        public LrNoise {
            lrNoise = lrNoise == null ? null : List.copyOf(lrNoise);
        }
    }

    /**
     * Restarts of cosine, tanh and poly.
     *
     * @param lrCycleMul factor of the cycles' lengths
     * @param lrCycleDecay factor of the cycles' first rates
     * @param lrCycleLimit number of cycles
     * @param lrKDecay exponent of the time
     */
    public record Restarts(double lrCycleMul, double lrCycleDecay, int lrCycleLimit, double lrKDecay) {}

    /**
     * How the rate falls.
     *
     * @param minLr the lowest rate
     * @param decayMilestones epochs of multistep
     * @param decayEpochs epochs between steps, or the length of the decay of wsd and rsqrt
     * @param decayRate factor of a step
     * @param patienceEpochs of plateau
     * @param lrDecayFn decay of wsd and rsqrt, null for their own
     * @param lrStableTimescale timescale of rsqrt in epochs, null for the warm-up's length
     */
    public record Decay(
            double minLr,
            List<Integer> decayMilestones,
            double decayEpochs,
            double decayRate,
            int patienceEpochs,
            @Nullable String lrDecayFn,
            @Nullable Double lrStableTimescale) {
        /** Copies the milestones. */
        public Decay {
            decayMilestones = List.copyOf(decayMilestones);
        }
    }

    /**
     * The options by timm's names, as the scheduler's factory takes them.
     *
     * @return all but seed and metric
     */
    public Arguments arguments() {
        return OptionNames.of(this);
    }
}
