package io.github.timm4j;

import org.jspecify.annotations.Nullable;

/** The hub or a weight URL could not be used: offline, missing, gated, or a download that failed its checks. */
public final class HubException extends TimmException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param message what was expected and what was found
     */
    public HubException(String message) {
        super(message);
    }

    /**
     * Reports a failure with its cause.
     *
     * @param message what was expected and what was found
     * @param cause what led here, or null
     */
    public HubException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
