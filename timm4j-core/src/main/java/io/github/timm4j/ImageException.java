package io.github.timm4j;

import org.jspecify.annotations.Nullable;

/** A picture cannot be read: unknown or unsupported format, truncated data, or more pixels than the limit. */
public final class ImageException extends TimmException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param message what was expected and what was found
     */
    public ImageException(String message) {
        super(message);
    }

    /**
     * Reports a failure with its cause.
     *
     * @param message what was expected and what was found
     * @param cause what led here, or null
     */
    public ImageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
