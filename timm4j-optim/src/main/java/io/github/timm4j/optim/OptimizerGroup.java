package io.github.timm4j.optim;

import io.github.timm4j.optim.rule.Cohort;
import io.github.timm4j.optim.rule.ParameterState;
import io.github.timm4j.optim.rule.StateLayout;
import io.github.timm4j.optim.rule.StepScope;
import io.github.timm4j.optim.rule.UpdateRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A parameter group of a running optimizer: its rule, and the numbers that schedules change. */
public final class OptimizerGroup {
    private final List<ParameterState> members;
    private final Map<String, Double> counters = new LinkedHashMap<>();
    private UpdateRule rule;
    private Rates rates;
    private @Nullable Boolean fallback;

    /**
     * The numbers of a group.
     *
     * @param lr current learning rate
     * @param weightDecay current weight decay
     * @param peakLr learning rate that the optimizer was made with
     * @param lrScale factor that schedules apply, or null for none
     * @param initialLr learning rate where a schedule starts, or null before there is one
     */
    record Rates(
            double lr, double weightDecay, double peakLr, @Nullable Double lrScale, @Nullable Double initialLr) {
        Rates withLr(double value) {
            return new Rates(value, weightDecay, peakLr, lrScale, initialLr);
        }

        Rates withWeightDecay(double value) {
            return new Rates(lr, value, peakLr, lrScale, initialLr);
        }

        Rates withInitialLr(double value) {
            return new Rates(lr, weightDecay, peakLr, lrScale, value);
        }
    }

    OptimizerGroup(List<ParameterState> members, UpdateRule rule, Rates rates, @Nullable Boolean fallback) {
        this.members = List.copyOf(members);
        this.rule = rule;
        this.rates = rates;
        this.fallback = fallback;
    }

    /**
     * The group's rule with its settings.
     *
     * @return a record
     */
    public UpdateRule rule() {
        return rule;
    }

    /**
     * The group's parameters and what is kept for them.
     *
     * @return in order
     */
    public List<ParameterState> members() {
        return members;
    }

    /**
     * Names of the group's parameters.
     *
     * @return in order
     */
    public List<String> names() {
        return members.stream().map(ParameterState::name).toList();
    }

    /**
     * The learning rate.
     *
     * @return the current one; NaN where the rule finds its own step size
     */
    public double learningRate() {
        return rates.lr();
    }

    /**
     * Sets the learning rate.
     *
     * @param value at least 0
     * @throws IllegalArgumentException for a negative value or NaN
     */
    public void setLearningRate(double value) {
        rates = rates.withLr(Hyperparameters.nonNegative("learning rate", value));
    }

    /**
     * The weight decay.
     *
     * @return the current one
     */
    public double weightDecay() {
        return rates.weightDecay();
    }

    /**
     * Sets the weight decay.
     *
     * @param value at least 0
     * @throws IllegalArgumentException for a negative value or NaN
     */
    public void setWeightDecay(double value) {
        rates = rates.withWeightDecay(Hyperparameters.nonNegative("weight decay", value));
    }

    /**
     * The factor that schedules apply to the group's learning rate.
     *
     * @return 1 unless layers are scaled
     */
    public double learningRateScale() {
        Double scale = rates.lrScale();
        return scale == null ? 1 : scale;
    }

    /**
     * The learning rate where a schedule starts.
     *
     * @return empty before there is a schedule
     */
    public OptionalDouble initialLearningRate() {
        Double initial = rates.initialLr();
        return initial == null ? OptionalDouble.empty() : OptionalDouble.of(initial);
    }

    /**
     * Notes the learning rate where a schedule starts.
     *
     * @param value the rate
     */
    public void setInitialLearningRate(double value) {
        rates = rates.withInitialLr(value);
    }

    Rates rates() {
        return rates;
    }

    @Nullable Boolean fallback() {
        return fallback;
    }

    Map<String, Double> counters() {
        return counters;
    }

    void restore(UpdateRule savedRule, Rates savedRates, @Nullable Boolean savedFallback) {
        rule = savedRule;
        rates = savedRates;
        fallback = savedFallback;
    }

    /** What makes parameters one cohort. */
    private record Key(Map<String, Double> scalars, Map<String, Double> constants, boolean fresh) {}

    /** Updates the members that have a gradient. */
    void step(StepScope scope) {
        rule.groupCounters().forEach(counter -> counters.merge(counter.name(), 1.0, Double::sum));
        Map<Key, List<ParameterState>> cohorts = new LinkedHashMap<>();
        for (ParameterState member : members) {
            if (member.hasGradient()) {
                cohorts.computeIfAbsent(key(member), key -> new ArrayList<>()).add(member);
            }
        }
        Cohort.Group values = new Cohort.Group(
                rates.lr(), rates.weightDecay(), rates.peakLr(), Collections.unmodifiableMap(counters));
        cohorts.forEach((key, same) -> {
            same.forEach(member -> member.allocate(scope.manager()));
            rule.update(new Cohort(rule, values, scope, same, key.fresh()));
        });
    }

    private Key key(ParameterState member) {
        member.advance(rule);
        StateLayout layout = member.layout();
        return new Key(
                Map.copyOf(member.scalars()),
                layout == null ? Map.of() : Map.copyOf(layout.constants()),
                member.tensors().isEmpty());
    }
}
