package io.github.timm4j.optim;

import ai.djl.nn.Parameter;
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

/** A parameter group of a running optimizer: its rule, and the numbers that schedules change. */
public final class OptimizerGroup {
    private final List<ParameterState> members = new ArrayList<>();
    private final Map<String, Double> counters = new LinkedHashMap<>();
    private GroupSettings settings;

    OptimizerGroup(Map<String, Parameter> parameters, GroupSettings settings) {
        this.settings = settings;
        boolean fallback = Boolean.TRUE.equals(settings.fallback());
        parameters.forEach((name, parameter) -> members.add(new ParameterState(name, parameter, fallback)));
        settings.rule().groupCounters().forEach(counter -> counters.put(counter.name(), 0.0));
    }

    /**
     * The group's rule with its settings.
     *
     * @return a record
     */
    public UpdateRule rule() {
        return settings.rule();
    }

    /**
     * The group's parameters and what is kept for them.
     *
     * @return in order
     */
    public List<ParameterState> members() {
        return Collections.unmodifiableList(members);
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
        return settings.rates().lr();
    }

    /**
     * Sets the learning rate.
     *
     * @param value at least 0
     * @throws IllegalArgumentException for a negative value or NaN
     */
    public void setLearningRate(double value) {
        settings = settings.with(settings.rates().withLr(value));
    }

    /**
     * The weight decay.
     *
     * @return the current one
     */
    public double weightDecay() {
        return settings.rates().weightDecay();
    }

    /**
     * Sets the weight decay.
     *
     * @param value at least 0
     * @throws IllegalArgumentException for a negative value or NaN
     */
    public void setWeightDecay(double value) {
        settings = settings.with(settings.rates().withWeightDecay(value));
    }

    /**
     * The factor that schedules apply to the group's learning rate.
     *
     * @return 1 unless layers are scaled
     */
    public double learningRateScale() {
        Double scale = settings.rates().lrScale();
        return scale == null ? 1 : scale;
    }

    /**
     * The learning rate where a schedule starts.
     *
     * @return empty before there is a schedule
     */
    public OptionalDouble initialLearningRate() {
        Double initial = settings.rates().initialLr();
        return initial == null ? OptionalDouble.empty() : OptionalDouble.of(initial);
    }

    /**
     * Notes the learning rate where a schedule starts.
     *
     * @param value the rate
     */
    public void setInitialLearningRate(double value) {
        settings = settings.with(settings.rates().withInitialLr(value));
    }

    GroupSettings settings() {
        return settings;
    }

    Map<String, Double> counters() {
        return counters;
    }

    void restore(GroupSettings saved, Map<String, Double> savedCounters) {
        settings = saved;
        counters.putAll(savedCounters);
    }

    /** What makes parameters one cohort. */
    private record Key(Map<String, Double> scalars, Map<String, Double> constants, boolean fresh) {}

    /** Updates the members that have a gradient. */
    void step(StepScope scope) {
        counters.replaceAll((name, count) -> count + 1);
        Map<Key, List<ParameterState>> cohorts = new LinkedHashMap<>();
        for (ParameterState member : members) {
            if (member.hasGradient()) {
                cohorts.computeIfAbsent(key(member), key -> new ArrayList<>()).add(member);
            }
        }
        GroupSettings.Rates rates = settings.rates();
        Cohort.Group values = new Cohort.Group(
                rates.lr(), rates.weightDecay(), rates.peakLr(), Collections.unmodifiableMap(counters));
        cohorts.forEach((key, same) -> {
            same.forEach(member -> member.allocate(scope.manager()));
            rule().update(new Cohort(rule(), values, scope, same, key.fresh()));
        });
    }

    private Key key(ParameterState member) {
        StateLayout layout = member.advance(rule());
        return new Key(
                Map.copyOf(member.scalars()),
                layout.constants(),
                layout.isFresh(member.tensors().keySet()));
    }
}
