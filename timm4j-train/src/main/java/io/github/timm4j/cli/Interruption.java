package io.github.timm4j.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C as a request: the command ends its batch or step, writes what it has and is waited for, then the machine ends with
 * exit code 130.
 */
final class Interruption {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private io.github.timm4j.train.@Nullable Interruption hook;
    private volatile boolean requested;

    /** Takes over from the machine's own handling, which ends at once. */
    void install() {
        hook = io.github.timm4j.train.Interruption.of(this::request, PATIENCE);
    }

    void request() {
        requested = true;
    }

    boolean requested() {
        return requested;
    }

    /** Says that nothing is left to be written. */
    void finished() {
        if (hook != null) {
            hook.close();
        }
    }
}
