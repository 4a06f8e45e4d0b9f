package io.github.timm4j;

import org.jspecify.annotations.Nullable;

/** No architecture, tag or model source has the given name; the message lists the nearest names. */
public final class UnknownModelException extends TimmException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param message what was expected and what was found
     */
    public UnknownModelException(String message) {
        super(message);
    }

    /**
     * Reports a failure with its cause.
     *
     * @param message what was expected and what was found
     * @param cause what led here, or null
     */
    public UnknownModelException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
