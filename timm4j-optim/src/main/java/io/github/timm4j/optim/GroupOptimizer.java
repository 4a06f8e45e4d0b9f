package io.github.timm4j.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.internal.Gradients;
import io.github.timm4j.optim.OptimizerGroup.Rates;
import io.github.timm4j.optim.rule.Noise;
import io.github.timm4j.optim.rule.ParameterState;
import io.github.timm4j.optim.rule.StepScope;
import io.github.timm4j.optim.rule.UpdateRule;
import io.github.timm4j.scheduler.LearningRateGroups;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An optimizer over groups of parameters: {@link #step} updates all of them with a few native calls.
 *
 * <p>It is a DJL optimizer too. A stock {@code Trainer} asks for one parameter after the other; the first question of a round
 * steps all parameters and zeroes their gradients, the other questions find the work done. One device only.
 *
 * <p>It owns the tensors it keeps, which {@link #close} frees; the parameters stay the model's. One thread at a time.
 */
public final class GroupOptimizer extends Optimizer implements LearningRateGroups, AutoCloseable {
    private static final String LR = "lr";
    private static final String WEIGHT_DECAY = "weight_decay";
    private static final String LR_SCALE = "lr_scale";
    private static final String INITIAL_LR = "initial_lr";
    private static final String FALLBACK = "use_fallback";
    private static final String NO_FALLBACK = "use_muon";

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
        UpdateRule completed = rule.completed(defaults.lr() != null);
        double lr = defaults.lr() == null ? rule.defaultLearningRate() : defaults.lr();
        double decay = defaults.weightDecay() == null ? rule.defaultWeightDecay() : defaults.weightDecay();
        checkLearningRate(completed, lr, defaults.lr() != null);
        Hyperparameters.nonNegative("weight decay", decay);
        Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (ParameterGroup group : groups) {
            this.groups.add(group(completed, group, new Rates(lr, decay, lr, null, null), seen));
        }
        if (seen.isEmpty()) {
            throw new IllegalArgumentException("an optimizer needs at least one parameter, found none");
        }
        this.states = this.groups.stream()
                .flatMap(group -> group.members().stream())
                .toList();
        this.manager = states.get(0).array().getManager().newSubManager();
    }

    private static void checkLearningRate(UpdateRule rule, double lr, boolean given) {
        if (given) {
            Hyperparameters.nonNegative("learning rate", lr);
        }
        if (rule.needsPositiveLearningRate() && !(lr > 0)) {
            throw new IllegalArgumentException(
                    rule.getClass().getSimpleName() + " needs a positive (peak) learning rate, found " + lr);
        }
    }

    private static OptimizerGroup group(UpdateRule rule, ParameterGroup group, Rates rates, Set<Parameter> seen) {
        Arguments settings = group.settings();
        double lr = number(settings, LR, rates.lr());
        double decay = Hyperparameters.nonNegative("weight decay", number(settings, WEIGHT_DECAY, rates.weightDecay()));
        checkLearningRate(rule, lr, settings.has(LR));
        Double scale = settings.has(LR_SCALE) ? Double.valueOf(number(settings, LR_SCALE, 1)) : null;
        Double initial = settings.has(INITIAL_LR) ? Double.valueOf(number(settings, INITIAL_LR, lr)) : null;
        Boolean fallback = settings.get(FALLBACK) instanceof Boolean given ? given : null;
        if (settings.get(NO_FALLBACK) instanceof Boolean given && fallback == null) {
            fallback = !given;
        }
        UpdateRule own = RuleSettings.bind(
                rule, settings.without(LR, WEIGHT_DECAY, LR_SCALE, INITIAL_LR, FALLBACK, NO_FALLBACK));
        List<ParameterState> members = new ArrayList<>();
        boolean simpler = Boolean.TRUE.equals(fallback);
        group.parameters().forEach((name, parameter) -> {
            if (!seen.add(parameter)) {
                throw new IllegalArgumentException("parameter " + name + " appears twice");
            }
            members.add(new ParameterState(name, parameter, simpler));
        });
        return new OptimizerGroup(members, own, new Rates(lr, decay, rates.peakLr(), scale, initial), fallback);
    }

    private static double number(Arguments settings, String name, double otherwise) {
        Object value = settings.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("expected a number for " + name + ", found " + value);
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
     * Computes gradients of a loss as this optimizer needs them: with their graph for second-order rules. Called while a DJL
     * gradient collector is open, in place of its {@code backward}.
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
        List<ParameterState> live = new ArrayList<>();
        try {
            for (ParameterState state : states) {
                NDArray gradient = state.parameter().requiresGradient() ? Gradients.of(state.array()) : null;
                if (gradient != null) {
                    state.gradient(gradient);
                    live.add(state);
                }
            }
            noise.begin(++steps);
            StepScope scope = new StepScope(live, noise, manager);
            groups.get(0).rule().prepare(scope);
            groups.forEach(group -> group.step(scope));
        } finally {
            for (ParameterState state : live) {
                state.gradient().close();
                state.gradient(null);
            }
        }
    }

    /** Sets all gradients to zero, where there are any. */
    public void zeroGradients() {
        checkOpen();
        Gradients.zero(states.stream().map(ParameterState::array).toList());
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
