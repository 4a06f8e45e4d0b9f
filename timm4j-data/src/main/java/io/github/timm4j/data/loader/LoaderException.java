package io.github.timm4j.data.loader;

import io.github.timm4j.TimmException;
import org.jspecify.annotations.Nullable;

/** A batch could not be prepared: a sample is beyond repair, which the message names, or a worker is gone. */
public final class LoaderException extends TimmException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param message what was expected and what was found
     */
    public LoaderException(String message) {
        super(message);
    }

    /**
     * Reports a failure with its cause.
     *
     * @param message what was expected and what was found
     * @param cause what led here, or null
     */
    public LoaderException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The same, seen from the caller's thread. */
    LoaderException again() {
        return new LoaderException(String.valueOf(getMessage()), getCause());
    }
}
