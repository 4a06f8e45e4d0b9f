package io.github.timm4j.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.github.timm4j.StateDictException;
import io.github.timm4j.internal.NativeHeap;
import io.github.timm4j.weights.Safetensors;
import io.github.timm4j.weights.TorchCheckpoints;
import io.github.timm4j.weights.WeightTensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A tree of layers that owns its parameters: their arrays, their names, their files and the end of their life.
 */
public abstract sealed class ParameterOwner extends Layer implements AutoCloseable permits FamilyModel {
    private final Lifecycle life = new Lifecycle();
    private @Nullable NDManager manager;
    private DataType placedType = DataType.FLOAT32;

    /** Nothing allocated yet. */
    ParameterOwner() {}

    /** Begins a use of the parameters. */
    final void enter() {
        life.enter();
    }

    /** Ends a use of the parameters. */
    final void leave() {
        life.leave();
    }

    final Map<String, Parameter> parametersByKey() {
        Map<String, Parameter> byKey = new LinkedHashMap<>();
        for (Pair<String, Parameter> entry : getParameters()) {
            byKey.put(entry.getKey(), entry.getValue());
        }
        return byKey;
    }

    /**
     * Changes the tree of layers; then arrays of parameters that are gone are freed and new ones get theirs.
     *
     * @param change replaces layers or parameters
     * @throws IllegalStateException after close
     */
    protected final void restructure(Runnable change) {
        life.enter();
        try {
            Map<String, Parameter> before = parametersByKey();
            change.run();
            settle(before);
        } finally {
            life.leave();
        }
    }

    private void settle(Map<String, Parameter> before) {
        List<Parameter> kept = getParameters().values();
        for (Parameter parameter : before.values()) {
            if (!kept.contains(parameter)) {
                parameter.close();
            }
        }
        if (manager != null) {
            DataType type = dataType();
            for (Parameter parameter : kept) {
                parameter.initialize(manager, type);
            }
        }
    }

    private DataType dataType() {
        return getParameters().values().stream()
                .filter(Parameter::isInitialized)
                .map(parameter -> parameter.getArray().getDataType())
                .filter(DataType::isFloating)
                .findFirst()
                .orElse(DataType.FLOAT32);
    }

    /**
     * Allocates every parameter that has no array yet and makes the model the owner of all.
     *
     * @param device where the parameters live
     * @param type FLOAT32 or FLOAT16
     * @param seed seed of the random weights
     */
    public final void initialize(Device device, DataType type, long seed) {
        place(device, type);
        initialize(seed);
    }

    /**
     * Says where parameters live and of what type they are, before the first of them gets its array.
     *
     * @param device where the parameters live
     * @param type FLOAT32 or FLOAT16
     */
    public final void place(Device device, DataType type) {
        own(device);
        placedType = type;
    }

    /**
     * Gives random values to every parameter that has none yet.
     *
     * @param seed seed of the values
     * @throws IllegalStateException before {@link #place}, and after close
     */
    public final void initialize(long seed) {
        if (manager == null) {
            throw new IllegalStateException("a model is placed before it is initialized");
        }
        life.enter();
        try {
            Init.seed(seed);
            initialize(manager, placedType);
        } finally {
            life.leave();
        }
    }

    /** Makes the model the owner of the parameters that it is about to get. */
    final NDManager own(Device device) {
        if (manager == null) {
            manager = NDManager.newBaseManager(device);
            manager.setName("timm4j-model");
        }
        return manager;
    }

    /**
     * The parameters and buffers under timm's keys, in timm's order.
     *
     * @return live arrays that belong to the model
     * @throws IllegalStateException after close
     */
    public final Map<String, NDArray> stateDict() {
        life.enter();
        try {
            Map<String, NDArray> entries = new LinkedHashMap<>();
            for (Pair<String, Parameter> entry : getParameters()) {
                entries.put(entry.getKey(), entry.getValue().getArray());
            }
            return entries;
        } finally {
            life.leave();
        }
    }

    /**
     * Keys that a state dict lacked or had beyond the model's.
     *
     * @param missing keys of the model that the state dict lacked
     * @param unexpected keys of the state dict that the model lacks
     */
    public record LoadReport(List<String> missing, List<String> unexpected) {}

    /**
     * Copies values into the parameters; nothing is changed where the state dict does not fit.
     *
     * @param values arrays under timm's keys, which stay the caller's
     * @param strict whether missing and unexpected keys are errors
     * @return the keys that did not match
     * @throws StateDictException where a shape differs, or a key does and {@code strict} is set
     */
    public final LoadReport loadStateDict(Map<String, NDArray> values, boolean strict) {
        life.enter();
        try {
            LoadReport report = compare(values, strict);
            for (Pair<String, Parameter> entry : getParameters()) {
                NDArray value = values.get(entry.getKey());
                if (value != null) {
                    copy(value, entry.getValue());
                }
            }
            return report;
        } finally {
            life.leave();
        }
    }

    private LoadReport compare(Map<String, NDArray> values, boolean strict) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        values.forEach((key, value) -> shapes.put(key, value.getShape().getShape()));
        return StateDicts.compare(this, shapes, strict);
    }

    private void copy(NDArray value, Parameter parameter) {
        if (parameter.isInitialized()) {
            NDArray array = parameter.getArray();
            try (NDManager scratch = array.getManager().newSubManager()) {
                NDArray fitted = value.toDevice(array.getDevice(), false).toType(array.getDataType(), false);
                if (fitted != value) {
                    fitted.attach(scratch);
                }
                fitted.copyTo(array);
            }
        } else {
            NDManager owner = own(value.getDevice());
            NDArray own = value.duplicate();
            own.attach(owner);
            Parameters.replace(parameter, own);
        }
    }

    /**
     * Copies tensors of a weight file into the parameters; nothing is changed where they do not fit.
     *
     * @param tensors under timm's keys; a vector stands for a scalar by its first element, as in PyTorch
     * @param strict whether missing and unexpected keys are errors
     * @return the keys that did not match
     * @throws StateDictException where a shape differs, a type is no real one, or a key differs and {@code strict} is set
     */
    public final LoadReport loadWeights(Map<String, WeightTensor> tensors, boolean strict) {
        life.enter();
        try {
            Map<String, WeightTensor> fitted = StateDicts.fitted(this, tensors);
            Map<String, long[]> found = new LinkedHashMap<>();
            fitted.forEach((key, tensor) -> found.put(key, tensor.shape()));
            LoadReport report = StateDicts.compare(this, found, strict);
            for (Pair<String, Parameter> entry : getParameters()) {
                WeightTensor tensor = fitted.get(entry.getKey());
                if (tensor != null) {
                    copy(tensor, entry.getValue());
                }
            }
            return report;
        } finally {
            life.leave();
        }
    }

    private void copy(WeightTensor tensor, Parameter parameter) {
        if (!parameter.isInitialized()) {
            NDManager owner = own(Device.cpu());
            DataType type = parameter.getInitializer() == Init.COUNTER ? DataType.INT64 : placedType;
            Parameters.replace(parameter, owner.create(parameter.getShape(), type));
        }
        tensor.copyTo(parameter.getArray());
    }

    /**
     * Shapes of the state dict, which need no arrays.
     *
     * @return key to shape in timm's order
     */
    public final Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        parametersByKey()
                .forEach(
                        (key, parameter) -> shapes.put(key, parameter.getShape().getShape()));
        return shapes;
    }

    /**
     * Writes the weights as safetensors, whole or not at all.
     *
     * @param file the file
     */
    public final void save(Path file) {
        Safetensors.write(file, weightTensors());
    }

    /**
     * Writes the weights as a {@code .pth} file that {@code torch.load(weights_only=True)} reads, whole or not at all.
     *
     * @param file the file
     */
    public final void saveTorch(Path file) {
        TorchCheckpoints.write(file, weightTensors());
    }

    private Map<String, WeightTensor> weightTensors() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        stateDict().forEach((key, array) -> tensors.put(key, WeightTensor.of(array)));
        return tensors;
    }

    /**
     * Names and arrays of what is trained.
     *
     * @return trainable parameters in state-dict order, without buffers
     */
    public final Map<String, Parameter> namedParameters() {
        Set<String> buffers = new LinkedHashSet<>(bufferNames());
        Map<String, Parameter> named = parametersByKey();
        named.keySet().removeAll(buffers);
        return named;
    }

    /**
     * Number of trained values.
     *
     * @return sum over {@link #namedParameters}
     */
    public final long parameterCount() {
        return namedParameters().values().stream()
                .mapToLong(parameter -> parameter.getShape().size())
                .sum();
    }

    /**
     * Freezes or unfreezes parameters; frozen ones get no gradient.
     *
     * @param names which full keys, for example {@code key -> key.startsWith("layer1.")}
     * @param frozen whether they are frozen
     * @throws IllegalStateException after close
     */
    public final void freeze(Predicate<String> names, boolean frozen) {
        life.enter();
        try {
            namedParameters().forEach((key, parameter) -> {
                if (names.test(key)) {
                    parameter.freeze(frozen);
                }
            });
        } finally {
            life.leave();
        }
    }

    /** Frees the parameters, after the passes that are under way; a second call does nothing. */
    @Override
    public final void close() {
        life.close(() -> {
            getParameters().values().forEach(Parameter::close);
            if (manager != null) {
                manager.close();
                NativeHeap.giveBack();
            }
        });
    }

    /**
     * Tells whether the model was closed.
     *
     * @return true after {@link #close}
     */
    public final boolean isClosed() {
        return life.isClosed();
    }
}
