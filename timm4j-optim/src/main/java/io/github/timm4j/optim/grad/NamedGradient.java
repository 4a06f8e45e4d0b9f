package io.github.timm4j.optim.grad;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * A parameter with its gradient.
 *
 * @param name the parameter's path in the model
 * @param parameter its value
 * @param gradient its gradient, of the same shape; null where it has none
 */
public record NamedGradient(
        String name, NDArray parameter, @Nullable NDArray gradient) {
    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException where they differ
     */
    public NamedGradient {
        if (gradient != null && !gradient.getShape().equals(parameter.getShape())) {
            throw new IllegalArgumentException("gradient of " + name + " has shape " + gradient.getShape()
                    + ", the parameter " + parameter.getShape());
        }
    }
}
