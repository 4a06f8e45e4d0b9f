package io.github.timm4j.scheduler;

import java.util.Arrays;
import java.util.OptionalDouble;

/** Learning-rate groups without an optimizer behind them. */
final class SimulatedGroups implements LearningRateGroups {
    private final double[] rates;
    private final double[] scales;
    private final double[] initial;

    SimulatedGroups(double[] rates, double[] scales) {
        if (rates.length != scales.length) {
            throw new IllegalArgumentException(
                    "one scale a rate expected: " + rates.length + " rates, " + scales.length + " scales");
        }
        this.rates = rates.clone();
        this.scales = scales.clone();
        this.initial = new double[rates.length];
        Arrays.fill(initial, Double.NaN);
    }

    @Override
    public int groupCount() {
        return rates.length;
    }

    @Override
    public double learningRate(int group) {
        return rates[group];
    }

    @Override
    public void setLearningRate(int group, double rate) {
        rates[group] = rate;
    }

    @Override
    public double learningRateScale(int group) {
        return scales[group];
    }

    @Override
    public OptionalDouble initialLearningRate(int group) {
        return Double.isNaN(initial[group]) ? OptionalDouble.empty() : OptionalDouble.of(initial[group]);
    }

    @Override
    public void setInitialLearningRate(int group, double rate) {
        initial[group] = rate;
    }
}
