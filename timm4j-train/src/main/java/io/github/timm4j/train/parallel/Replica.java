package io.github.timm4j.train.parallel;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.github.timm4j.internal.Engines;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** A worker's own copies of all parameters, from which layers are served in the places of the model's. */
final class Replica extends ParameterStore implements AutoCloseable {
    private final NDManager arrays;
    private final IdentityHashMap<Parameter, NDArray> values = new IdentityHashMap<>();

    Replica(Device device, List<Parameter> parameters) {
        this(NDManager.newBaseManager(device), parameters);
    }

    private Replica(NDManager manager, List<Parameter> parameters) {
        super(manager, true);
        this.arrays = manager;
        boolean recording = Engines.recording();
        Engines.recording(false);
        try {
            for (Parameter parameter : parameters) {
                NDArray array = parameter.getArray();
                // on the same device toDevice hands out the array itself, whatever it is asked
                NDArray copy = array.getDevice().equals(manager.getDevice())
                        ? array.duplicate()
                        : array.toDevice(manager.getDevice(), true);
                copy.attach(manager);
                copy.setRequiresGradient(parameter.requiresGradient());
                values.put(parameter, copy);
            }
        } finally {
            Engines.recording(recording);
        }
    }

    Device device() {
        return arrays.getDevice();
    }

    /** This worker's copies of parameters, in their order. */
    List<NDArray> of(List<Parameter> parameters) {
        List<NDArray> found = new ArrayList<>();
        parameters.forEach(parameter -> found.add(value(parameter)));
        return found;
    }

    private NDArray value(Parameter parameter) {
        NDArray found = values.get(parameter);
        if (found == null) {
            throw new IllegalStateException("parameter " + parameter.getName()
                    + " appeared after the workers were made; change the model before training");
        }
        return found;
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
        return value(parameter);
    }

    @Override
    public void close() {
        arrays.close();
    }
}
