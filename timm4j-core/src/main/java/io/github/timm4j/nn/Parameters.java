package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import io.github.timm4j.internal.Engines;
import java.util.function.UnaryOperator;

/** Gives DJL parameters of known shape their arrays. */
final class Parameters {
    private Parameters() {}

    /** Sets a parameter's array and frees the former one; DJL offers only the initializer as the way in. */
    static void replace(Parameter parameter, NDArray array) {
        Initializer initializer = parameter.getInitializer();
        parameter.close();
        parameter.setInitializer((manager, shape, type) -> array);
        parameter.initialize(array.getManager(), array.getDataType());
        parameter.setInitializer(initializer);
    }

    /** Gives a parameter without an array a copy of another's, if that has one, and freezes it as that is. */
    static void copy(Parameter from, Parameter to) {
        to.freeze(!from.requiresGradient());
        if (from.isInitialized()) {
            NDArray own = from.getArray().duplicate();
            NDScope.unregister(own);
            replace(to, own);
        }
    }

    /** Gives one parameter the changed value of another, if that has one, and frees the other. */
    static void move(Parameter from, Parameter to, UnaryOperator<NDArray> change) {
        to.freeze(!from.requiresGradient());
        if (!from.isInitialized()) {
            return;
        }
        boolean recording = Engines.recording();
        Engines.recording(false);
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray changed = change.apply(from.getArray());
            NDArray own = changed == from.getArray() ? changed.duplicate() : changed;
            NDScope.unregister(own);
            own.attach(from.getArray().getManager());
            replace(to, own);
            from.close();
        } finally {
            Engines.recording(recording);
        }
    }
}
