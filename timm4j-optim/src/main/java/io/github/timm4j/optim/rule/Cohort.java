package io.github.timm4j.optim.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Parameters of one group that are updated together because their numbers are equal: same step, same kinds of state.
 */
public final class Cohort {
    private final UpdateRule rule;
    private final Group group;
    private final StepScope step;
    private final List<ParameterState> members;
    private final boolean fresh;

    /**
     * What a parameter group gives its members.
     *
     * @param learningRate the current one, at least 0
     * @param weightDecay at least 0
     * @param peakLearningRate the learning rate that the optimizer was made with
     * @param counters the group's counted numbers by name
     */
    public record Group(
            double learningRate, double weightDecay, double peakLearningRate, Map<String, Double> counters) {}

    /**
     * Gathers parameters.
     *
     * @param rule their rule
     * @param group their group
     * @param step the running step
     * @param members at least one parameter, with gradients and kept numbers
     * @param fresh whether their tensors have just been made
     */
    public Cohort(UpdateRule rule, Group group, StepScope step, List<ParameterState> members, boolean fresh) {
        this.rule = rule;
        this.group = group;
        this.step = step;
        this.members = List.copyOf(members);
        this.fresh = fresh;
    }

    /**
     * The running step.
     *
     * @return what all groups share
     */
    public StepScope step() {
        return step;
    }

    /**
     * The parameters.
     *
     * @return at least one
     */
    public List<ParameterState> members() {
        return members;
    }

    /**
     * Tells whether this is the first update of the parameters.
     *
     * @return true where kept tensors have just been made
     */
    public boolean fresh() {
        return fresh;
    }

    /**
     * The group's learning rate.
     *
     * @return the current one
     */
    public double lr() {
        return group.learningRate();
    }

    /**
     * The group's weight decay.
     *
     * @return the current one
     */
    public double weightDecay() {
        return group.weightDecay();
    }

    /**
     * The factor of a decoupled weight decay: {@code 1 - lr * decay}, or {@code 1 - lr^2 / peak * decay} where
     * corrected.
     *
     * @return what the parameters are multiplied by
     */
    public double decayFactor() {
        return 1 - decayRate() * group.weightDecay();
    }

    /**
     * The learning rate as the weight decay sees it.
     *
     * @return {@code lr}, or {@code lr^2 / peak} where the rule corrects the decay
     */
    public double decayRate() {
        double lr = group.learningRate();
        return rule.correctedWeightDecay() ? lr * lr / group.peakLearningRate() : lr;
    }

    /**
     * The peak learning rate.
     *
     * @return the one that the optimizer was made with
     */
    public double peakLearningRate() {
        return group.peakLearningRate();
    }

    /**
     * A number of the parameters, of their shape, or of the group.
     *
     * @param name its name
     * @return its value, equal for all members
     * @throws IllegalArgumentException if there is none
     */
    public double scalar(String name) {
        ParameterState first = members.get(0);
        StateLayout layout = first.layout();
        Double value = first.scalars().get(name);
        if (value == null && layout != null) {
            value = layout.constants().get(name);
        }
        if (value == null) {
            value = group.counters().get(name);
        }
        if (value == null) {
            throw new IllegalArgumentException("no number named " + name + " is kept");
        }
        return value;
    }

    /**
     * Changes a number of all members.
     *
     * @param name its name
     * @param value its new value
     */
    public void scalar(String name, double value) {
        members.forEach(member -> member.scalars().put(name, value));
    }

    /**
     * The number of updates, this one included.
     *
     * @return at least 1
     */
    public double steps() {
        return scalar("step");
    }

    /**
     * Splits into cohorts of one parameter.
     *
     * @return as many as there are members
     */
    public List<Cohort> singles() {
        return members.stream()
                .map(member -> new Cohort(rule, group, step, List.of(member), fresh))
                .toList();
    }

    /**
     * Makes a tensor for the members that lack it.
     *
     * @param name its name
     * @return the members that lacked it, possibly none; the tensor is zero
     */
    public List<ParameterState> allocate(String name) {
        NDManager manager = step.manager();
        List<ParameterState> lacking = members.stream()
                .filter(member -> !member.tensors().containsKey(name))
                .toList();
        lacking.forEach(member -> member.allocate(name, manager));
        return lacking;
    }

    /**
     * Runs a kernel over the members.
     *
     * @param kernel made by {@link Kernel#each} or {@link Kernel#all}; a tensor that the members do not keep is
     *     replaced by the parameter itself, so the kernel must leave it alone
     * @param scalars the kernel's scalars in order
     */
    public void run(Kernel kernel, Object... scalars) {
        List<Object> arguments = new ArrayList<>();
        arguments.add(lists(members, ParameterState::array));
        arguments.add(lists(members, ParameterState::gradient));
        for (String name : kernel.arrays()) {
            arguments.add(lists(members, member -> member.tensors().getOrDefault(name, member.array())));
        }
        Stream.of(scalars).forEach(arguments::add);
        arguments.add(rule.maximize());
        kernel.run(arguments.toArray());
    }

    private static List<NDArray> lists(
            List<ParameterState> members, java.util.function.Function<ParameterState, NDArray> of) {
        return members.stream().map(of).toList();
    }
}
