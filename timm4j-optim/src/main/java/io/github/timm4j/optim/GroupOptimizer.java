package io.github.timm4j.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;
import io.github.timm4j.internal.Gradients;
import io.github.timm4j.optim.rule.Noise;
import io.github.timm4j.optim.rule.ParameterState;
import io.github.timm4j.optim.rule.StepScope;
import io.github.timm4j.optim.rule.UpdateRule;
import io.github.timm4j.scheduler.LearningRateGroups;
import io.github.timm4j.weights.PlainValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An optimizer over groups of parameters: {@link #step} updates all of them with a few native calls.
 *
 * <p>It is a DJL optimizer too. A stock {@code Trainer} asks for one parameter after the other; the first question of a
 * round steps all parameters and zeroes their gradients, the other questions find the work done. One device only.
 *
 * <p>It owns the tensors it keeps, which {@link #close} frees; the parameters stay the model's. One thread at a time.
 */
public final class GroupOptimizer extends Optimizer implements LearningRateGroups, AutoCloseable {
    private final List<OptimizerGroup> groups = new ArrayList<>();
    private final List<ParameterState> states;
    private final Set<String> updated = new HashSet<>();
    private final NDManager manager;
    private final Noise noise;
    private long steps;

    /** DJL makes optimizers from builders. */
    private static final class DjlBuilder extends OptimizerBuilder<DjlBuilder> {
        @Override
        protected DjlBuilder self() {
            return this;
        }
    }

    /**
     * The numbers of groups that give none.
     *
     * @param lr learning rate, or null for the rule's own
     * @param weightDecay weight decay, or null for the rule's own
     */
    public record Defaults(@Nullable Double lr, @Nullable Double weightDecay) {}

    /**
     * Makes an optimizer.
     *
     * @param rule the algorithm with its settings, a record
     * @param groups at least one parameter, each in one group only, all initialized
     * @param defaults learning rate and weight decay of groups that give none
     * @param noise random numbers of the rules that draw them
     * @throws IllegalArgumentException if a setting is unknown or out of its range, or a parameter appears twice
     */
    public GroupOptimizer(UpdateRule rule, List<ParameterGroup> groups, Defaults defaults, Noise noise) {
        super(new DjlBuilder());
        this.noise = noise;
        GroupSettings settings = GroupSettings.of(rule, defaults.lr(), defaults.weightDecay());
        Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (ParameterGroup group : groups) {
            group.parameters().forEach((name, parameter) -> {
                if (!seen.add(parameter)) {
                    throw new IllegalArgumentException("parameter " + name + " appears twice");
                }
            });
            this.groups.add(new OptimizerGroup(group.parameters(), settings.with(group.settings())));
        }
        if (seen.isEmpty()) {
            throw new IllegalArgumentException("an optimizer needs at least one parameter, found none");
        }
        this.states =
                this.groups.stream().flatMap(group -> group.members().stream()).toList();
        this.manager = states.get(0).array().getManager().newSubManager();
    }

    /**
     * The parameter groups.
     *
     * @return in order
     */
    public List<OptimizerGroup> groups() {
        return Collections.unmodifiableList(groups);
    }

    /**
     * Computes gradients of a loss as this optimizer needs them: with their graph for second-order rules. Called while
     * a DJL gradient collector is open, in place of its {@code backward}.
     *
     * @param loss what to differentiate
     */
    public void backward(NDArray loss) {
        Gradients.backward(loss, isSecondOrder());
    }

    /**
     * Tells whether gradients must be computed with {@link #backward}.
     *
     * @return true for second-order rules
     */
    public boolean isSecondOrder() {
        return groups.stream().anyMatch(group -> group.rule().secondOrder());
    }

    /**
     * Updates all parameters that have a gradient.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public void step() {
        checkOpen();
        withGradients(live -> {
            noise.begin(++steps);
            StepScope scope = new StepScope(live, noise, manager);
            groups.get(0).rule().prepare(scope);
            groups.forEach(group -> group.step(scope));
        });
    }

    /** Lends the parameters that have a gradient, with it; gradients that keep their graph let go of it afterwards. */
    private void withGradients(Consumer<List<ParameterState>> action) {
        List<ParameterState> live = new ArrayList<>();
        try {
            for (ParameterState state : states) {
                NDArray gradient = state.parameter().requiresGradient() ? Gradients.of(state.array()) : null;
                if (gradient != null) {
                    state.gradient(gradient);
                    live.add(state);
                }
            }
            action.accept(live);
            if (isSecondOrder() && !live.isEmpty()) {
                Gradients.release(live.stream().map(ParameterState::gradient).toList());
            }
        } finally {
            for (ParameterState state : live) {
                state.gradient().close();
                state.gradient(null);
            }
        }
    }

    /**
     * The state in PyTorch's layout, {@code state} by index of the parameter and {@code param_groups}, which Python's
     * optimizer of the same name loads. Tensors are read when they are written: save the state before the next step.
     *
     * @return the state
     */
    public PlainValue.Dict stateDict() {
        checkOpen();
        return StateWriter.write(groups);
    }

    /**
     * Loads a state that this class or Python's optimizer of the same name saved, settings of the groups included.
     *
     * @param state the state
     * @throws io.github.timm4j.StateDictException if groups, parameters, settings or shapes do not fit; nothing is
     *     changed then
     */
    public void loadStateDict(PlainValue state) {
        checkOpen();
        StateReader.read(state, groups, manager);
        steps = states.stream()
                .mapToLong(member -> member.scalars().getOrDefault("step", 0.0).longValue())
                .max()
                .orElse(0);
    }

    /** Sets all gradients to zero, where there are any. */
    public void zeroGradients() {
        checkOpen();
        releaseGraphs();
        Gradients.zero(states.stream().map(ParameterState::array).toList());
    }

    /**
     * Lets go of all gradients and their memory, which the next forward pass can use; a parameter that no backward pass
     * reaches after this has no gradient, and a step leaves it alone. PyTorch's {@code zero_grad} does this by default.
     * Call it between a step and the next forward pass: what was computed before leads to no gradient any more.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public void dropGradients() {
        checkOpen();
        releaseGraphs();
        Gradients.drop(states.stream().map(ParameterState::array).toList());
    }

    /** A gradient with its graph and its parameter hold each other. */
    private void releaseGraphs() {
        if (isSecondOrder()) {
            withGradients(live -> {});
        }
    }

    @Override
    public void update(String parameterId, NDArray weight, NDArray grad) {
        boolean known = states.stream().anyMatch(state -> state.array() == weight);
        if (!known) {
            throw new IllegalArgumentException("the array of parameter " + parameterId
                    + " is not one of this optimizer's: it was not given to the optimizer, or lies on another device");
        }
        if (updated.isEmpty() || updated.contains(parameterId)) {
            updated.clear();
            step();
            zeroGradients();
        }
        updated.add(parameterId);
    }

    @Override
    public int groupCount() {
        return groups.size();
    }

    @Override
    public double learningRate(int group) {
        return groups.get(group).learningRate();
    }

    @Override
    public void setLearningRate(int group, double rate) {
        groups.get(group).setLearningRate(rate);
    }

    @Override
    public double learningRateScale(int group) {
        return groups.get(group).learningRateScale();
    }

    @Override
    public OptionalDouble initialLearningRate(int group) {
        return groups.get(group).initialLearningRate();
    }

    @Override
    public void setInitialLearningRate(int group, double rate) {
        groups.get(group).setInitialLearningRate(rate);
    }

    /** Frees what is kept for the parameters; a second call does nothing. */
    @Override
    public void close() {
        manager.close();
    }

    private void checkOpen() {
        if (!manager.isOpen()) {
            throw new IllegalStateException("the optimizer is closed");
        }
    }
}
