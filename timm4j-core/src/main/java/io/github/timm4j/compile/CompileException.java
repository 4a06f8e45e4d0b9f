package io.github.timm4j.compile;

import io.github.timm4j.TimmException;
import org.jspecify.annotations.Nullable;

/** A model cannot be compiled as asked; the message names the layer and what stands in the way. */
public final class CompileException extends TimmException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports what cannot be compiled.
     *
     * @param message the layer and what stands in the way
     */
    public CompileException(String message) {
        super(message);
    }

    /**
     * Reports a failure of the engine.
     *
     * @param message the layer and what stands in the way
     * @param cause what the engine said, or null
     */
    public CompileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
