package io.github.timm4j.scheduler;

import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Applies a {@link Schedule} with warm-up, noise and the groups' scales; the rate depends on nothing but the time.
 *
 * <p>Source: timm.scheduler.
 */
public final class TimedScheduler implements Scheduler {
    private final GroupRates groups;
    private final Schedule schedule;
    private final Warmup warmup;
    private final @Nullable Noise noise;
    private final boolean inEpochs;

    /**
     * Attaches a schedule to groups and sets their rates for time 0.
     *
     * @param groups what to move
     * @param schedule the rates
     * @param warmup the climb before them
     * @param noise random changes, null for none
     * @param inEpochs true counts time in epochs, false in updates
     */
    public TimedScheduler(
            LearningRateGroups groups, Schedule schedule, Warmup warmup, @Nullable Noise noise, boolean inEpochs) {
        this.groups = new GroupRates(groups);
        this.schedule = schedule;
        this.warmup = warmup;
        this.noise = noise;
        this.inEpochs = inEpochs;
        this.groups.setScaled(i -> warmup.length() > 0 ? warmup.initialRate() : this.groups.base(i));
    }

    /**
     * Attaches a schedule that counts epochs, without warm-up or noise.
     *
     * @param groups what to move
     * @param schedule the rates
     */
    public TimedScheduler(LearningRateGroups groups, Schedule schedule) {
        this(groups, schedule, Warmup.NONE, null, true);
    }

    /**
     * The schedule applied.
     *
     * @return the rates as a function of time
     */
    public Schedule schedule() {
        return schedule;
    }

    @Override
    public void step(int epoch) {
        if (inEpochs) {
            apply(epoch);
        }
    }

    @Override
    public void step(int epoch, double metric) {
        step(epoch);
    }

    @Override
    public void stepUpdate(long updates) {
        if (!inEpochs) {
            apply(updates);
        }
    }

    @Override
    public OptionalLong cycleLength(int cycles) {
        OptionalLong own = schedule.cycleLength(cycles);
        return own.isPresent() && prefixed() ? OptionalLong.of(own.getAsLong() + warmup.length()) : own;
    }

    @Override
    public Map<String, double[]> stateDict() {
        return Map.of("base_values", groups.copyOfBase());
    }

    @Override
    public void loadStateDict(Map<String, double[]> state) {
        groups.restoreBase(groups.checkedBase(state));
    }

    private void apply(long t) {
        double change = noise != null && noise.covers(t) ? noise.factor(t) : 0;
        groups.setScaled(i -> {
            double rate = rate(groups.base(i), t);
            return rate + rate * change;
        });
    }

    private double rate(double base, long t) {
        if (t < warmup.length()) {
            double target = prefixed() ? base : schedule.warmupTarget(base, warmup.length());
            return warmup.rate(target, t);
        }
        return schedule.rate(base, (double) (prefixed() ? t - warmup.length() : t));
    }

    private boolean prefixed() {
        return warmup.prefix() || schedule.warmupAlwaysPrefix();
    }
}
