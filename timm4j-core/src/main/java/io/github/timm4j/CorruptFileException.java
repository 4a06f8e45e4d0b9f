package io.github.timm4j;

import org.jspecify.annotations.Nullable;

/** A weight, archive or data file is malformed, truncated, hostile or of a kind that is refused. */
public final class CorruptFileException extends TimmException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param message what was expected and what was found
     */
    public CorruptFileException(String message) {
        super(message);
    }

    /**
     * Reports a failure with its cause.
     *
     * @param message what was expected and what was found
     * @param cause what led here, or null
     */
    public CorruptFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
