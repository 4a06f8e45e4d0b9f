package io.github.timm4j.scheduler;

import io.github.timm4j.StateDictException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lowers the rates whenever an evaluation metric stops improving; steps by epoch only. timm's PlateauLRScheduler.
 *
 * <p>timm has deprecated this schedule because a resumed run restarts its counters. Here they and the present rates are
 * part of the state, so a resumed run goes on as if nothing had happened; a state of timm's, which lacks them, is
 * accepted too.
 */
public final class PlateauScheduler implements Scheduler {
    private final GroupRates groups;
    private final Plateau plateau;
    private final Warmup warmup;
    private final @Nullable Noise noise;
    private double best;
    private int evaluations;
    private int badEvaluations;
    private int cooldownLeft;
    private double @Nullable [] withoutNoise;

    /**
     * Attaches to groups and sets their rates for epoch 0.
     *
     * @param groups what to move
     * @param plateau the rules
     * @param warmup the climb before them; whether it is a prefix makes no difference
     * @param noise random changes, null for none
     */
    public PlateauScheduler(LearningRateGroups groups, Plateau plateau, Warmup warmup, @Nullable Noise noise) {
        this.groups = new GroupRates(groups);
        this.plateau = plateau;
        this.warmup = warmup;
        this.noise = noise;
        this.best = plateau.mode().worst();
        this.groups.setScaled(i -> warmup.length() > 0 ? warmup.initialRate() : this.groups.base(i));
    }

    @Override
    public void step(int epoch) {
        if (!warmingUp(epoch)) {
            removeNoise();
            addNoise(epoch);
        }
    }

    @Override
    public void step(int epoch, double metric) {
        if (!warmingUp(epoch)) {
            removeNoise();
            judge(metric);
            addNoise(epoch);
        }
    }

    @Override
    public void stepUpdate(long updates) {
        // the metric comes once an epoch
    }

    @Override
    public OptionalLong cycleLength(int cycles) {
        return OptionalLong.empty();
    }

    @Override
    public Map<String, double[]> stateDict() {
        Map<String, double[]> state = new TreeMap<>();
        state.put("base_values", groups.copyOfBase());
        state.put("lr", groups.current());
        state.put("best", new double[] {best});
        state.put("last_epoch", new double[] {evaluations});
        state.put("num_bad_epochs", new double[] {badEvaluations});
        state.put("cooldown_counter", new double[] {cooldownLeft});
        if (withoutNoise != null) {
            state.put("restore_lr", withoutNoise.clone());
        }
        return state;
    }

    @Override
    public void loadStateDict(Map<String, double[]> state) {
        double[] newBest = GroupRates.entry(state, "best", 1);
        if (newBest == null) {
            throw new StateDictException("plateau scheduler state has no best, only " + state.keySet());
        }
        double[] newBase = state.containsKey("base_values") ? groups.checkedBase(state) : groups.copyOfBase();
        double[] newRates = GroupRates.entry(state, "lr", newBase.length);
        double[] newRestore = GroupRates.entry(state, "restore_lr", newBase.length);
        int newEvaluations = count(state, "last_epoch", evaluations);
        int newBad = count(state, "num_bad_epochs", badEvaluations);
        cooldownLeft = count(state, "cooldown_counter", cooldownLeft);
        badEvaluations = newBad;
        evaluations = newEvaluations;
        best = newBest[0];
        withoutNoise = newRestore;
        groups.restoreBase(newBase);
        if (newRates != null) {
            groups.set(i -> newRates[i]);
        }
    }

    private static int count(Map<String, double[]> state, String key, int present) {
        double[] value = GroupRates.entry(state, key, 1);
        return value == null ? present : (int) value[0];
    }

    private boolean warmingUp(int epoch) {
        if (warmup.length() == 0 || epoch > warmup.length()) {
            return false;
        }
        groups.setScaled(i -> warmup.rate(groups.base(i), epoch));
        return true;
    }

    private void judge(double metric) {
        evaluations++;
        if (plateau.improves(metric, best)) {
            best = metric;
            badEvaluations = 0;
        } else {
            badEvaluations++;
        }
        if (cooldownLeft > 0) {
            cooldownLeft--;
            badEvaluations = 0;
        }
        if (badEvaluations > plateau.patience()) {
            double[] rates = groups.current();
            groups.set(i -> plateau.lowered(rates[i]));
            cooldownLeft = plateau.cooldown();
            badEvaluations = 0;
        }
    }

    private void removeNoise() {
        double[] rates = withoutNoise;
        if (rates != null) {
            groups.set(i -> rates[i]);
            withoutNoise = null;
        }
    }

    private void addNoise(int epoch) {
        if (noise != null && noise.covers(epoch)) {
            double change = noise.factor(epoch);
            double[] rates = groups.current();
            groups.set(i -> rates[i] + rates[i] * change);
            withoutNoise = rates;
        }
    }
}
