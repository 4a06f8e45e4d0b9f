package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBaseBlock;
import ai.djl.nn.Block;
import ai.djl.nn.BlockList;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Base of every layer and model: an ordinary DJL block whose parameters carry timm's state-dict keys.
 *
 * <p>A constructor registers children and parameters under explicit keys; all shapes are known there, so nothing is inferred
 * and no array is allocated until weights are loaded or initialized. {@link #forward(NDArray)} states the mathematics,
 * {@link #apply(NDArray)} is how a layer is called: a composite layer then runs in its own scope, and the arrays that its
 * formula leaves behind are freed when it returns.
 */
public abstract class Layer extends AbstractBaseBlock {
    private final Map<String, Layer> children = new LinkedHashMap<>();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, Parameter> buffers = new LinkedHashMap<>();

    /** For subclasses, which register their children and parameters in their constructors. */
    protected Layer() {}

    /**
     * The layer's mathematics.
     *
     * @param x the input, which stays the caller's
     * @return the result; it may be {@code x} itself
     */
    protected abstract NDArray forward(NDArray x);

    /**
     * Calls this layer.
     *
     * @param x the input, which stays the caller's
     * @return the result; it may be {@code x} itself
     */
    public final NDArray apply(NDArray x) {
        NDArray y = children.isEmpty() ? forward(x) : scoped(x, this::forward);
        Pass.observe(this, y);
        return y;
    }

    private static NDArray scoped(NDArray x, UnaryOperator<NDArray> formula) {
        NDArray y;
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            y = formula.apply(x);
            NDScope.unregister(y);
        }
        if (y != x) {
            NDScope.register(y);
        }
        return y;
    }

    /**
     * A layer of several inputs with all but the first given, so that it can stand in a chain:
     * {@code chain(x, norm, bound(y -> forward(y, mask)))}.
     *
     * @param formula runs in a scope of its own, as a composite layer's {@link #forward(NDArray)} does
     * @return a layer without parameters, for use in the same pass
     */
    protected static Layer bound(UnaryOperator<NDArray> formula) {
        return new Layer() {
            @Override
            protected NDArray forward(NDArray x) {
                return scoped(x, formula);
            }
        };
    }

    /**
     * Calls this layer on an array that the caller owns and will not use again, so that an elementwise layer may overwrite it.
     *
     * @param x a temporary
     * @return the result
     */
    protected NDArray overwrite(NDArray x) {
        return apply(x);
    }

    /**
     * Calls a layer on a temporary that is not used again, so that an elementwise layer may overwrite it.
     *
     * @param layer the layer
     * @param temporary its input
     * @return the result
     */
    protected static NDArray overwriting(Layer layer, NDArray temporary) {
        return layer.overwrite(temporary);
    }

    /**
     * Tells whether every result is a new array that shares no memory with the input; only such results are overwritten by the
     * next layer of a chain.
     *
     * @return true where the result is always new
     */
    protected boolean makesNew() {
        return false;
    }

    /**
     * Calls layers one after another and frees each intermediate as soon as it is used.
     *
     * @param x the input, which stays the caller's
     * @param layers called in order; null entries are left out
     * @return the last layer's result
     */
    protected static NDArray chain(NDArray x, @Nullable Layer... layers) {
        NDArray y = x;
        boolean owned = false;
        for (Layer layer : layers) {
            if (layer == null) {
                continue;
            }
            NDArray z = owned ? layer.overwrite(y) : layer.apply(y);
            if (z != y) {
                if (y != x) {
                    free(y);
                }
                owned = owned || layer.makesNew();
            }
            y = z;
        }
        return y;
    }

    /**
     * Frees a temporary now instead of at the end of the scope.
     *
     * @param temporary an array that nobody uses any more; what autograd needs of it is kept by autograd
     */
    protected static void free(NDArray temporary) {
        NDScope.unregister(temporary);
        temporary.close();
    }

    /**
     * Registers a child.
     *
     * @param <L> the child's type
     * @param key its part of the state-dict key, a contract with published checkpoints
     * @param layer the child
     * @return the child
     */
    protected final <L extends Layer> L child(String key, L layer) {
        if (children.put(key, layer) != null) {
            throw new IllegalStateException(
                    "two children named " + key + " in " + getClass().getSimpleName());
        }
        return layer;
    }

    /**
     * Replaces or removes a child, in place in the order of keys.
     *
     * @param key a key
     * @param layer the new child, or null to remove the key
     */
    protected final void replaceChild(String key, @Nullable Layer layer) {
        if (layer == null) {
            children.remove(key);
        } else {
            children.put(key, layer);
        }
    }

    /**
     * Registers a trainable parameter.
     *
     * @param key its part of the state-dict key
     * @param init how random weights begin
     * @param shape its shape
     * @return the parameter, without an array yet
     */
    protected final Parameter parameter(String key, Init init, long... shape) {
        Parameter.Type type = shape.length > 1 ? Parameter.Type.WEIGHT : Parameter.Type.OTHER;
        Parameter made = Parameter.builder()
                .setName(key)
                .setType(type)
                .optShape(new Shape(shape))
                .optInitializer(init)
                .build();
        parameters.put(key, made);
        return made;
    }

    /**
     * Registers a state-dict entry that is not trained.
     *
     * @param key its part of the state-dict key
     * @param init how it begins
     * @param shape its shape
     * @return the entry, without an array yet
     */
    protected final Parameter buffer(String key, Init init, long... shape) {
        Parameter made = Parameter.builder()
                .setName(key)
                .setType(Parameter.Type.OTHER)
                .optShape(new Shape(shape))
                .optRequiresGrad(false)
                .optInitializer(init)
                .build();
        buffers.put(key, made);
        return made;
    }

    /**
     * Replaces a parameter by one of another shape under the same key, whose value follows from the former one.
     *
     * @param old the parameter, whose array is freed
     * @param change makes the new value
     * @param shape the new shape
     * @return the new parameter, without an array where the former had none
     */
    protected final Parameter exchange(Parameter old, UnaryOperator<NDArray> change, long... shape) {
        String key = old.getName();
        Init init = (Init) old.getInitializer();
        Parameter made = buffers.get(key) == old ? buffer(key, init, shape) : parameter(key, init, shape);
        Parameters.move(old, made, change);
        return made;
    }

    /**
     * The parameter's array in this pass.
     *
     * @param parameter one of this layer's
     * @return the array, which belongs to the model or to the pass
     */
    protected static NDArray value(Parameter parameter) {
        return Pass.value(parameter);
    }

    /**
     * The parameter's array in this pass, or null where the layer has none.
     *
     * @param parameter one of this layer's, or null
     * @return the array or null
     */
    protected static @Nullable NDArray valueOrNull(@Nullable Parameter parameter) {
        return parameter == null ? null : Pass.value(parameter);
    }

    /**
     * Tells whether the current pass trains.
     *
     * @return true in a training pass
     */
    protected static boolean training() {
        return Pass.training();
    }

    /**
     * Tells whether the current pass may be differentiated: it trains, or its input asks for a gradient. Results that an
     * operator's gradient is computed from must then stay as they are.
     *
     * @return true where autograd records
     */
    protected static boolean recording() {
        return Pass.recording();
    }

    /**
     * The children by key, in state-dict order.
     *
     * @return a read-only view
     */
    public final Map<String, Layer> children() {
        return Collections.unmodifiableMap(children);
    }

    /**
     * Every layer below and including this one with its path, parents first.
     *
     * @return path to layer; this layer's path is empty
     */
    public final Map<String, Layer> layers() {
        Map<String, Layer> all = new LinkedHashMap<>();
        collect("", all);
        return all;
    }

    private void collect(String path, Map<String, Layer> all) {
        all.put(path, this);
        children.forEach((key, layer) -> layer.collect(path.isEmpty() ? key : path + "." + key, all));
    }

    /**
     * Names of the state-dict entries that are not trained.
     *
     * @return full keys in state-dict order
     */
    public final List<String> bufferNames() {
        List<String> names = new ArrayList<>();
        layers().forEach((path, layer) ->
                layer.buffers.keySet().forEach(key -> names.add(path.isEmpty() ? key : path + "." + key)));
        return names;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, @Nullable PairList<String, Object> params) {
        NDArray x = inputs.head();
        try (Pass pass = Pass.open(store, x, training)) {
            NDArray y = apply(x);
            y.attach(x.getManager());
            return new NDList(y);
        }
    }

    @Override
    public BlockList getChildren() {
        List<Block> blocks = new ArrayList<>(children.values());
        return new BlockList(new ArrayList<>(children.keySet()), blocks);
    }

    @Override
    public ParameterList getDirectParameters() {
        ParameterList direct = new ParameterList();
        parameters.forEach(direct::add);
        buffers.forEach(direct::add);
        return direct;
    }

    @Override
    public ParameterList getParameters() {
        ParameterList all = new ParameterList();
        layers().forEach((path, layer) -> {
            for (Pair<String, Parameter> entry : layer.getDirectParameters()) {
                all.add(path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue());
            }
        });
        return all;
    }

    @Override
    public boolean isInitialized() {
        return getParameters().values().stream().allMatch(Parameter::isInitialized);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
        for (Layer layer : children.values()) {
            layer.initialize(manager, type, shapes);
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.zeros(inputs[0]);
            return forward(new ParameterStore(manager, false), new NDList(x), false)
                    .getShapes();
        }
    }

    @Override
    public void cast(DataType type) {
        for (Parameter parameter : getParameters().values()) {
            NDArray array = parameter.getArray();
            if (array.getDataType().isFloating() && array.getDataType() != type) {
                Parameters.replace(parameter, array.toType(type, true));
            }
        }
    }

    /** One line a layer: its name, its own parameters' shapes and, indented, its children. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(getClass().getSimpleName()).append('(');
        List<String> own = new ArrayList<>();
        for (Pair<String, Parameter> entry : getDirectParameters()) {
            own.add(entry.getKey() + entry.getValue().getShape());
        }
        text.append(String.join(", ", own)).append(')');
        children.forEach((key, layer) -> text.append("\n  ")
                .append(key)
                .append(": ")
                .append(layer.toString().replace("\n", "\n  ")));
        return text.toString();
    }
}
