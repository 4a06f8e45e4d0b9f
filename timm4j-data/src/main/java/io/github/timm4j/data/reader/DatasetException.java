package io.github.timm4j.data.reader;

import io.github.timm4j.TimmException;
import org.jspecify.annotations.Nullable;

/** A data set cannot be used as asked: it is empty, a split, column or class is missing, or its parts do not fit. */
public final class DatasetException extends TimmException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param message what was expected and what was found
     */
    public DatasetException(String message) {
        super(message);
    }

    /**
     * Reports a failure with its cause.
     *
     * @param message what was expected and what was found
     * @param cause what led here, or null
     */
    public DatasetException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
