package io.github.timm4j.scheduler;

import io.github.timm4j.StateDictException;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The groups of one scheduler with their initial rates. */
final class GroupRates {
    private final LearningRateGroups groups;
    private double[] base;

    GroupRates(LearningRateGroups groups) {
        this.groups = groups;
        this.base = new double[groups.groupCount()];
        for (int i = 0; i < base.length; i++) {
            if (groups.initialLearningRate(i).isEmpty()) {
                groups.setInitialLearningRate(i, groups.learningRate(i));
            }
            base[i] = groups.initialLearningRate(i).orElseThrow();
        }
    }

    double base(int group) {
        return base[group];
    }

    double[] copyOfBase() {
        return base.clone();
    }

    void restoreBase(double[] values) {
        base = values;
    }

    /** Sets every group's rate, times its scale. */
    void setScaled(IntToDoubleFunction rate) {
        set(i -> rate.applyAsDouble(i) * groups.learningRateScale(i));
    }

    void set(IntToDoubleFunction rate) {
        for (int i = 0; i < base.length; i++) {
            groups.setLearningRate(i, rate.applyAsDouble(i));
        }
    }

    double[] current() {
        double[] rates = new double[base.length];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = groups.learningRate(i);
        }
        return rates;
    }

    /** Reads {@code base_values}, one a group. */
    double[] checkedBase(Map<String, double[]> state) {
        double[] values = entry(state, "base_values", base.length);
        if (values == null) {
            throw new StateDictException("scheduler state has no base_values, only " + state.keySet());
        }
        return values;
    }

    /** Reads an array of a known length; null where there is none. */
    static double @Nullable [] entry(Map<String, double[]> state, String key, int length) {
        double[] values = state.get(key);
        if (values == null) {
            return null;
        }
        if (values.length != length) {
            throw new StateDictException(
                    "scheduler state " + key + " should hold " + length + " values, found " + values.length);
        }
        return values.clone();
    }
}
