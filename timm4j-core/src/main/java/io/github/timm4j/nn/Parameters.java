package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;

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
}
