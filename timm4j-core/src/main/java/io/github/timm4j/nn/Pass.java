package io.github.timm4j.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.github.timm4j.internal.Engines;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one forward pass needs: where the parameters are and whether it trains. It is bound to the thread from the entry into a
 * model until its result is there, so that layer code reads as its formula. An evaluation pass records nothing for autograd
 * unless its input asks for a gradient.
 */
final class Pass implements AutoCloseable {
    private static final ThreadLocal<@Nullable Pass> CURRENT = new ThreadLocal<>();

    private final @Nullable Pass outer;
    private final @Nullable ParameterStore store;
    private final Device device;
    private final boolean training;
    private final boolean recording;
    private final boolean differentiated;
    private @Nullable Map<Layer, @Nullable NDArray> watched;

    private Pass(@Nullable ParameterStore store, NDArray input, boolean training) {
        this.outer = CURRENT.get();
        // a pass inside another sees the parameters that the outer one sees
        this.store = store == null && outer != null ? outer.store : store;
        this.device = input.getDevice();
        this.training = training;
        this.recording = Engines.recording();
        this.differentiated = recording && input.hasGradient();
        if (!training && recording && !differentiated) {
            Engines.recording(false);
        }
        CURRENT.set(this);
    }

    /** Begins a pass on this thread; close it there. */
    static Pass open(@Nullable ParameterStore store, NDArray input, boolean training) {
        return new Pass(store, input, training);
    }

    /** Whether the pass of this thread trains; outside a pass layers evaluate. */
    static boolean training() {
        Pass pass = CURRENT.get();
        return pass != null && pass.training;
    }

    /** Whether the pass of this thread may be differentiated; outside a pass it is as the thread has it. */
    static boolean recording() {
        Pass pass = CURRENT.get();
        return pass == null ? Engines.recording() : pass.training || pass.differentiated;
    }

    /** Where the pass of this thread finds its parameters, null for the model's own. */
    static @Nullable ParameterStore store() {
        Pass pass = CURRENT.get();
        return pass == null ? null : pass.store;
    }

    /** Whether a pass is open on this thread. */
    static boolean isOpen() {
        return CURRENT.get() != null;
    }

    /** The parameter's array on the device of this thread's pass. */
    static NDArray value(Parameter parameter) {
        Pass pass = CURRENT.get();
        if (pass == null || pass.store == null) {
            return parameter.getArray();
        }
        return pass.store.getValue(parameter, pass.device, pass.training);
    }

    /** Asks this pass to keep copies of what some layers return. */
    void watch(Collection<Layer> layers) {
        Map<Layer, @Nullable NDArray> places = new HashMap<>();
        layers.forEach(layer -> places.put(layer, null));
        watched = places;
    }

    /** Keeps a copy of a layer's result where the pass of this thread watches the layer. */
    static void observe(Layer layer, NDArray result) {
        Pass pass = CURRENT.get();
        if (pass != null && pass.watched != null && pass.watched.containsKey(layer)) {
            // a copy: the next layer may overwrite the result
            NDArray copy = result.duplicate();
            NDScope.unregister(copy);
            pass.watched.put(layer, copy);
        }
    }

    /** The copy of a watched layer's last result, or null where it was not called. */
    @Nullable
    NDArray observed(Layer layer) {
        return watched == null ? null : watched.get(layer);
    }

    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
        if (recording != Engines.recording()) {
            Engines.recording(recording);
        }
    }
}
