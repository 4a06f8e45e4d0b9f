package io.github.timm4j;

import org.jspecify.annotations.Nullable;

/** Base of everything that timm4j itself reports; messages say what was expected and what was found. */
public class TimmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param message what was expected and what was found
     */
    public TimmException(String message) {
        super(message);
    }

    /**
     * Reports a failure with its cause.
     *
     * @param message what was expected and what was found
     * @param cause what led here, or null
     */
    public TimmException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
