package io.github.timm4j.optim.rule;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One optimization algorithm with its settings, a record whose components are the arguments of timm's class of that
 * name (the learning rate and the weight decay belong to the parameter group). A rule holds no state: what it keeps for
 * a parameter lies in {@link ParameterState}.
 */
public interface UpdateRule {
    /**
     * The learning rate of a group that gives none.
     *
     * @return at least 0; NaN where the rule then finds its own step size
     */
    double defaultLearningRate();

    /**
     * The weight decay of a group that gives none.
     *
     * @return at least 0
     */
    default double defaultWeightDecay() {
        return 0;
    }

    /**
     * What is kept for a parameter; asked once, before its first update.
     *
     * @param parameter the parameter
     * @return names, kinds and first values
     */
    StateLayout layout(ParameterState parameter);

    /**
     * Updates parameters that have equal scalars, in place.
     *
     * @param cohort parameters of one group with their gradients
     */
    void update(Cohort cohort);

    /**
     * Sees all parameters of a step before the groups are updated one by one.
     *
     * @param step every parameter that has a gradient
     */
    default void prepare(StepScope step) {}

    /**
     * Whole numbers that a group counts up at each step.
     *
     * @return their names and kinds
     */
    default List<Counter> groupCounters() {
        return List.of();
    }

    /**
     * Settings that choose between Python implementations: accepted, without effect here, and part of a saved state.
     *
     * @return the saved value by name in timm, null for None
     */
    default Map<String, @Nullable Boolean> inertSettings() {
        return Map.of();
    }

    /**
     * Settings that Python keeps beside the parameter groups, so that a saved state lacks them.
     *
     * @return names in timm
     */
    default Set<String> unsavedSettings() {
        return Set.of();
    }

    /**
     * Tells whether the step goes up the gradient.
     *
     * @return true to maximize
     */
    default boolean maximize() {
        return false;
    }

    /**
     * Tells whether the weight decay is scaled by the learning rate over its peak (arXiv:2506.02285).
     *
     * @return true where the peak learning rate must be positive
     */
    default boolean correctedWeightDecay() {
        return false;
    }

    /**
     * Tells whether gradients must keep their graph, for products with the Hessian.
     *
     * @return true for second-order rules
     */
    default boolean secondOrder() {
        return false;
    }

    /**
     * Tells whether a learning rate of 0 is refused.
     *
     * @return true where the rule divides by it
     */
    default boolean needsPositiveLearningRate() {
        return correctedWeightDecay();
    }

    /**
     * The rule with settings that follow from others.
     *
     * @param learningRateGiven whether the caller gave a learning rate
     * @return the rule to use
     * @throws IllegalArgumentException if the settings contradict each other
     */
    default UpdateRule completed(boolean learningRateGiven) {
        return this;
    }

    /**
     * A number that a parameter group counts up.
     *
     * @param name its name in the group
     * @param kind how Python stores it
     * @param always whether it is saved before the first step too
     */
    record Counter(String name, StateLayout.Kind kind, boolean always) {}
}
