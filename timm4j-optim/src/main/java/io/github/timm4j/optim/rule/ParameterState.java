package io.github.timm4j.optim.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A parameter, its gradient during a step, and the numbers and tensors that a rule keeps for it. */
public final class ParameterState {
    private final String name;
    private final Parameter parameter;
    private final boolean fallback;
    private final Map<String, Double> scalars = new LinkedHashMap<>();
    private final Map<String, NDArray> tensors = new LinkedHashMap<>();
    private @Nullable StateLayout layout;
    private @Nullable NDArray gradient;

    /**
     * A parameter without state.
     *
     * @param name its name in the model
     * @param parameter an initialized parameter, whose array the rules change
     * @param fallback whether a rule of two kinds shall use its simpler one
     */
    public ParameterState(String name, Parameter parameter, boolean fallback) {
        this.name = name;
        this.parameter = parameter;
        this.fallback = fallback;
    }

    /**
     * The parameter's name.
     *
     * @return its path in the model
     */
    public String name() {
        return name;
    }

    /**
     * The parameter.
     *
     * @return as the model has it
     */
    public Parameter parameter() {
        return parameter;
    }

    /**
     * The parameter's value.
     *
     * @return its array
     */
    public NDArray array() {
        return parameter.getArray();
    }

    /**
     * Tells whether the parameter's group asks for the simpler kind of a rule of two kinds, such as AdamW inside Muon.
     *
     * @return false unless the group says so
     */
    public boolean fallback() {
        return fallback;
    }

    /**
     * The parameter's shape.
     *
     * @return all dimensions
     */
    public Shape shape() {
        return parameter.getShape();
    }

    /**
     * The gradient of the running step.
     *
     * @return an array of the parameter's shape
     * @throws IllegalStateException if no step runs or the parameter has no gradient
     */
    public NDArray gradient() {
        if (gradient == null) {
            throw new IllegalStateException("no gradient of " + name + " at this time");
        }
        return gradient;
    }

    /**
     * Tells whether the running step has a gradient of the parameter.
     *
     * @return false outside a step
     */
    public boolean hasGradient() {
        return gradient != null;
    }

    /**
     * Sets or removes the gradient.
     *
     * @param value the gradient, or null after a step
     */
    public void gradient(@Nullable NDArray value) {
        gradient = value;
    }

    /**
     * The kept numbers.
     *
     * @return by name; empty before the first update
     */
    public Map<String, Double> scalars() {
        return scalars;
    }

    /**
     * The kept tensors.
     *
     * @return by name; empty before the first update
     */
    public Map<String, NDArray> tensors() {
        return tensors;
    }

    /**
     * A kept tensor.
     *
     * @param key its name
     * @return the tensor
     * @throws IllegalArgumentException if none of this name is kept
     */
    public NDArray tensor(String key) {
        NDArray known = tensors.get(key);
        if (known == null) {
            throw new IllegalArgumentException("no " + key + " is kept for " + name);
        }
        return known;
    }

    /**
     * What the rule keeps, once it was asked.
     *
     * @return null before the first update
     */
    public @Nullable StateLayout layout() {
        return layout;
    }

    /**
     * What a rule keeps for the parameter; it is asked once.
     *
     * @param rule the parameter's rule
     * @return names, kinds and first values
     */
    public StateLayout layout(UpdateRule rule) {
        StateLayout known = layout;
        if (known == null) {
            known = rule.layout(this);
            layout = known;
        }
        return known;
    }

    /**
     * Begins an update: makes what is missing of the numbers and counts up.
     *
     * @param rule the parameter's rule
     * @return what the rule keeps
     */
    public StateLayout advance(UpdateRule rule) {
        StateLayout known = layout(rule);
        known.scalars().forEach((key, scalar) -> {
            double value = scalars.getOrDefault(key, scalar.initial());
            scalars.put(key, scalar.counter() ? value + 1 : value);
        });
        return known;
    }

    /**
     * Makes the tensors that are missing.
     *
     * @param manager owns them
     */
    public void allocate(NDManager manager) {
        if (layout != null) {
            layout.tensors().keySet().forEach(key -> allocate(key, manager));
        }
    }

    /**
     * Makes a tensor if it is missing, as the rule's layout says or else zero in the parameter's shape.
     *
     * @param key its name
     * @param manager owns it
     * @return the tensor
     */
    public NDArray allocate(String key, NDManager manager) {
        NDArray known = tensors.get(key);
        if (known == null) {
            BiFunction<NDArray, NDManager, NDArray> first =
                    layout == null ? null : layout.tensors().get(key);
            known = first == null ? array().zerosLike() : first.apply(array(), manager);
            known.attach(manager);
            tensors.put(key, known);
        }
        return known;
    }

    /**
     * Takes over what is kept by another state of the same parameter, which is empty afterwards.
     *
     * @param other the other state
     */
    public void become(ParameterState other) {
        clear();
        scalars.putAll(other.scalars);
        tensors.putAll(other.tensors);
        layout = other.layout;
        other.tensors.clear();
        other.clear();
    }

    /** Forgets everything that was kept and frees its tensors. */
    public void clear() {
        tensors.values().forEach(NDArray::close);
        tensors.clear();
        scalars.clear();
        layout = null;
    }
}
