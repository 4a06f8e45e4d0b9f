package io.github.timm4j.weights.hub;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request that brought no usable answer, with what may be done about it. */
final class RequestException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    enum Kind {
        OFFLINE(false, true),
        NETWORK(true, true),
        BUSY(true, true),
        BAD_RANGE(true, true),
        NO_ENTRY(false, false),
        NO_REVISION(false, false),
        REFUSED(false, true);

        private final boolean retryable;
        private final boolean cacheMayAnswer;

        Kind(boolean retryable, boolean cacheMayAnswer) {
            this.retryable = retryable;
            this.cacheMayAnswer = cacheMayAnswer;
        }
    }

    private final Kind kind;
    private final transient @Nullable Duration pause;
    private final @Nullable String commit;

    private RequestException(Kind kind, String message, @Nullable Throwable cause, Answer answer) {
        super(message, cause);
        this.kind = kind;
        this.pause = answer.pause;
        this.commit = answer.commit;
    }

    /** What a refusing server said beside its status. */
    record Answer(@Nullable Duration pause, @Nullable String commit) {
        private static final Answer NONE = new Answer(null, null);
    }

    static RequestException of(Kind kind, String message) {
        return new RequestException(kind, message, null, Answer.NONE);
    }

    static RequestException of(Kind kind, String message, Answer answer) {
        return new RequestException(kind, message, null, answer);
    }

    static RequestException network(String what, IOException cause) {
        return new RequestException(
                Kind.NETWORK, what + ": connection failed: " + Trouble.words(cause), cause, Answer.NONE);
    }

    static RequestException offline(String what) {
        return of(Kind.OFFLINE, what + ": offline mode is on (HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE)");
    }

    /** The same failure with what the cache has to say. */
    RequestException and(String trouble) {
        return new RequestException(kind, getMessage() + "; and " + trouble, this, new Answer(pause, commit));
    }

    Kind kind() {
        return kind;
    }

    boolean retryable() {
        return kind.retryable;
    }

    /** False where the hub itself said that there is no such thing: an older copy would contradict it. */
    boolean cacheMayAnswer() {
        return kind.cacheMayAnswer;
    }

    /** How long the server asks to wait before the next try. */
    @Nullable
    Duration pause() {
        return pause;
    }

    /** The commit at which a file was found missing. */
    @Nullable
    String commit() {
        return commit;
    }
}
