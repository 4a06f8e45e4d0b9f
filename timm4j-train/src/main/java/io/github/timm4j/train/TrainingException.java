package io.github.timm4j.train;

import io.github.timm4j.TimmException;
import org.jspecify.annotations.Nullable;

/** Training cannot go on; the message says where it stopped and what can be done. */
public final class TrainingException extends TimmException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param message where training stopped and why
     */
    public TrainingException(String message) {
        super(message);
    }

    /**
     * Reports a failure with its cause.
     *
     * @param message where training stopped and why
     * @param cause what led here, or null
     */
    public TrainingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
