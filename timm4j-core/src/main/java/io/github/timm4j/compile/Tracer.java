package io.github.timm4j.compile;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.github.timm4j.internal.OpTarget;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.Layer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Records what a model's ordinary forward pass does, by running it on stand-ins for arrays; the stand-ins hold real
 * arrays, so that the pass may look at shapes.
 */
final class Tracer {
    private final NDManager manager;
    private final NDManager managerProxy;
    private final Graph graph;
    private final IdentityHashMap<Parameter, NDArray> parameters = new IdentityHashMap<>();
    private final IdentityHashMap<Parameter, String> keys = new IdentityHashMap<>();
    private final IdentityHashMap<NDArray, Value> weights = new IdentityHashMap<>();
    private final NDArray input;
    private int results;

    private Tracer(ImageModel model, NDManager manager, NDArray input) {
        this.manager = manager;
        this.managerProxy = (NDManager) Proxy.newProxyInstance(
                Tracer.class.getClassLoader(), new Class<?>[] {NDManager.class}, this::onManager);
        Value x = Value.computed("x", input.getShape(), input.getDataType());
        this.graph = new Graph(manager, x);
        this.input = stand(input, x);
        for (Pair<String, Parameter> entry : model.getParameters()) {
            keys.put(entry.getValue(), entry.getKey());
        }
    }

    /**
     * Runs a pass and records it.
     *
     * @param model evaluated
     * @param shape of the pictures, batch first
     * @param pass what is computed from the pictures
     */
    static Graph record(ImageModel model, Shape shape, Function<NDArray, NDList> pass) {
        NDManager manager = NDManager.newBaseManager(weights(model).getDevice());
        try {
            Tracer tracer = new Tracer(model, manager, manager.ones(shape));
            NDList results = model.forwardWith(tracer.new Store(), tracer.input, pass);
            results.forEach(result -> tracer.graph.outputs().add(tracer.value(result)));
            return tracer.graph;
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    /** A parameter that stands for all. */
    private static NDArray weights(ImageModel model) {
        NDArray weights = model.getParameters().valueAt(0).getArray();
        if (weights.getDataType() != DataType.FLOAT32) {
            throw new CompileException("models are compiled and exported from float32 weights, found "
                    + weights.getDataType() + "; the options' dtype sets in what the program computes");
        }
        return weights;
    }

    /** Hands the layers stand-ins for their parameters. */
    private final class Store extends ParameterStore {
        @Override
        public NDArray getValue(Parameter parameter, Device device, boolean training) {
            return parameters.computeIfAbsent(parameter, p -> {
                NDArray array = p.getArray();
                return stand(array, weight(keys.getOrDefault(p, p.getName()), array));
            });
        }
    }

    private Value weight(String key, NDArray array) {
        return weights.computeIfAbsent(array, a -> Value.weight(graph.unused(key), a));
    }

    private @Nullable Object onManager(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        Object made = call(manager, method, real(arguments));
        return made instanceof NDArray array ? constant(array) : made;
    }

    private NDArray constant(NDArray array) {
        NDScope.unregister(array);
        return stand(array, graph.constant("constant", array));
    }

    NDManager manager() {
        return managerProxy;
    }

    /** A stand-in for an array. */
    NDArray stand(NDArray array, Value value) {
        return (NDArray) Proxy.newProxyInstance(
                Tracer.class.getClassLoader(),
                new Class<?>[] {NDArray.class, OpTarget.class},
                new TracedArray(this, array, value));
    }

    /** Records an operator and hands out the stand-in for its result. */
    NDArray add(String op, List<Argument> arguments, NDArray result) {
        NDScope.unregister(result);
        result.attach(manager);
        NDArray standIn = stand(result, next(op, arguments, result));
        NDScope.register(standIn);
        return standIn;
    }

    /** Records an operator. */
    Value next(String op, List<Argument> arguments, NDArray result) {
        Value value = Value.computed("v" + results++, result.getShape(), result.getDataType());
        graph.nodes().add(new Node(op, arguments, value, where()));
        return value;
    }

    /** The value behind an argument: a stand-in's, or a weight for an array that was not recorded. */
    Value value(NDArray array) {
        TracedArray traced = TracedArray.of(array);
        if (traced != null) {
            return traced.value();
        }
        Value known = weights.get(array);
        if (known == null) {
            // an array that the layer made itself lives no longer than the pass
            NDArray own = array.duplicate();
            NDScope.unregister(own);
            known = graph.constant("constant", own);
            weights.put(array, known);
        }
        return known;
    }

    /** A method's argument as a recorded one. */
    Argument argument(@Nullable Object object) {
        if (object instanceof NDArray array) {
            return value(array);
        }
        if (object instanceof NDList list) {
            List<Argument> items = new ArrayList<>();
            list.forEach(array -> items.add(value(array)));
            return new Argument.Items(items);
        }
        if (object instanceof Shape shape) {
            return Argument.Items.of(shape.getShape());
        }
        if (object instanceof long[] longs) {
            return Argument.Items.of(longs);
        }
        if (object instanceof int[] ints) {
            return Argument.Items.of(Arrays.stream(ints).asLongStream().toArray());
        }
        return Argument.Literal.of(object);
    }

    /** Arguments with real arrays in the places of stand-ins. */
    static Object @Nullable [] real(Object @Nullable [] arguments) {
        if (arguments == null) {
            return null;
        }
        Object[] real = arguments.clone();
        for (int i = 0; i < real.length; i++) {
            if (real[i] instanceof NDArray array) {
                real[i] = real(array);
            } else if (real[i] instanceof NDList list) {
                NDList all = new NDList();
                list.forEach(array -> all.add(real(array)));
                real[i] = all;
            }
        }
        return real;
    }

    static NDArray real(NDArray array) {
        TracedArray traced = TracedArray.of(array);
        return traced == null ? array : traced.array();
    }

    static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** The layer and line that is being recorded: the innermost frame of a layer's class. */
    static String where() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.filter(frame -> Layer.class.isAssignableFrom(frame.getDeclaringClass())
                                && frame.getDeclaringClass() != Layer.class)
                        .findFirst()
                        .map(frame -> frame.getDeclaringClass().getSimpleName() + " (" + frame.getFileName() + ":"
                                + frame.getLineNumber() + ")")
                        .orElse("the model"));
    }
}
