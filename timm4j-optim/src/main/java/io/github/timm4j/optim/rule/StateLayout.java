package io.github.timm4j.optim.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * What a rule keeps for one parameter: numbers, and tensors that mostly have the parameter's shape and start at zero.
 */
public final class StateLayout {
    /** How Python stores a number, which a saved state repeats. */
    public enum Kind {
        /** A 0-dimensional float32 tensor; values are rounded to it. */
        TENSOR,
        /** A Python integer. */
        INT,
        /** A Python float. */
        FLOAT,
        /** A Python bool, 0 or 1 here. */
        FLAG
    }

    /**
     * A number of the state.
     *
     * @param kind how Python stores it
     * @param initial value before the first update
     * @param counter whether each update adds one to it
     */
    public record Scalar(Kind kind, double initial, boolean counter) {}

    private final Map<String, Scalar> scalars = new LinkedHashMap<>();
    private final Map<String, BiFunction<NDArray, NDManager, NDArray>> tensors = new LinkedHashMap<>();
    private final Map<String, Double> constants = new LinkedHashMap<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final Set<String> unsaved = new HashSet<>();

    /**
     * Adds the number of updates, named {@code step}.
     *
     * @param kind how Python stores it
     * @return this
     */
    public StateLayout step(Kind kind) {
        return scalar("step", new Scalar(kind, 0, true));
    }

    /**
     * Adds a number.
     *
     * @param name its name
     * @param scalar kind and first value
     * @return this
     */
    public StateLayout scalar(String name, Scalar scalar) {
        scalars.put(name, scalar);
        return this;
    }

    /**
     * Adds a number that follows from the parameter's shape, known to the rule and not saved.
     *
     * @param name its name, not that of a scalar
     * @param value the number
     * @return this
     */
    public StateLayout constant(String name, double value) {
        constants.put(name, value);
        return this;
    }

    /**
     * Adds tensors of the parameter's shape and type, zero at first.
     *
     * @param names their names
     * @return this
     */
    public StateLayout zeros(String... names) {
        for (String name : names) {
            tensor(name, (parameter, manager) -> parameter.zerosLike());
        }
        return this;
    }

    /**
     * Adds a tensor as {@link #zeros} does where a setting asks for it.
     *
     * @param wanted whether the rule keeps it
     * @param name its name
     * @return this
     */
    public StateLayout zerosIf(boolean wanted, String name) {
        return wanted ? zeros(name) : this;
    }

    /**
     * Adds tensors of the parameter's shape, zero at first and float32 where the parameter has half precision.
     *
     * @param names their names
     * @return this
     */
    public StateLayout fullPrecisionZeros(String... names) {
        for (String name : names) {
            tensor(name, (parameter, manager) -> zeros(parameter, manager, parameter.getShape()));
        }
        return this;
    }

    /**
     * Adds a float tensor of another shape, zero at first.
     *
     * @param name its name
     * @param shape its shape
     * @return this
     */
    public StateLayout zeros(String name, Shape shape) {
        return tensor(name, shape, (parameter, manager) -> zeros(parameter, manager, shape));
    }

    /**
     * Adds a tensor of the parameter's shape that starts otherwise.
     *
     * @param name its name
     * @param first makes its first value from the parameter
     * @return this
     */
    public StateLayout tensor(String name, BiFunction<NDArray, NDManager, NDArray> first) {
        tensors.put(name, first);
        return this;
    }

    /**
     * Adds a tensor of another shape that starts otherwise.
     *
     * @param name its name
     * @param shape its shape
     * @param first makes its first value from the parameter
     * @return this
     */
    public StateLayout tensor(String name, Shape shape, BiFunction<NDArray, NDManager, NDArray> first) {
        shapes.put(name, shape);
        return tensor(name, first);
    }

    /**
     * Adds a tensor that lasts only as long as the optimizer: it is not saved.
     *
     * @param name its name
     * @return this
     */
    public StateLayout unsavedZeros(String name) {
        unsaved.add(name);
        return zeros(name);
    }

    /**
     * The numbers of the state.
     *
     * @return by name, in order
     */
    public Map<String, Scalar> scalars() {
        return scalars;
    }

    /**
     * The makers of the tensors' first values, from the parameter and the manager that shall own the tensor.
     *
     * @return by name, in order
     */
    public Map<String, BiFunction<NDArray, NDManager, NDArray>> tensors() {
        return tensors;
    }

    /**
     * The numbers that follow from the shape.
     *
     * @return by name
     */
    public Map<String, Double> constants() {
        return constants;
    }

    /**
     * Tells whether a tensor is part of a saved state.
     *
     * @param name its name
     * @return false for those added by {@link #unsavedZeros}
     */
    public boolean isSaved(String name) {
        return !unsaved.contains(name);
    }

    /**
     * Tells whether nothing has been kept yet.
     *
     * @param names the names of the tensors that are there
     * @return true where none of them is one of this layout's saved tensors
     */
    public boolean isFresh(Set<String> names) {
        return tensors.keySet().stream().noneMatch(name -> isSaved(name) && names.contains(name));
    }

    /**
     * The shape of a tensor.
     *
     * @param name its name
     * @return empty for the parameter's own
     */
    public Optional<Shape> shape(String name) {
        return Optional.ofNullable(shapes.get(name));
    }

    private static NDArray zeros(NDArray like, NDManager manager, Shape shape) {
        DataType type = like.getDataType() == DataType.FLOAT64 ? DataType.FLOAT64 : DataType.FLOAT32;
        return manager.zeros(shape, type, like.getDevice());
    }
}
