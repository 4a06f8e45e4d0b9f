package io.github.timm4j;

import org.jspecify.annotations.Nullable;

/** Weights do not fit a model: keys are missing or unexpected, or a shape differs. */
public final class StateDictException extends TimmException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param message what was expected and what was found
     */
    public StateDictException(String message) {
        super(message);
    }

    /**
     * Reports a failure with its cause.
     *
     * @param message what was expected and what was found
     * @param cause what led here, or null
     */
    public StateDictException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
