package io.github.timm4j.train.checkpoint;

import io.github.timm4j.TimmException;
import org.jspecify.annotations.Nullable;

/** A checkpoint could not be written, or lacks what is asked of it; checkpoints written before are untouched. */
public final class CheckpointException extends TimmException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param message what was expected and what was found
     */
    public CheckpointException(String message) {
        super(message);
    }

    /**
     * Reports a failure with its cause.
     *
     * @param message what was expected and what was found
     * @param cause what led here, or null
     */
    public CheckpointException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
