package io.github.timm4j.data.loader;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One sample's way through a worker. */
final class Ticket {
    private final Supplier<String> name;
    private final Supplier<Optional<Views>> work;
    private @Nullable Outcome outcome;

    /**
     * What came of the work.
     *
     * @param views nothing where the sample is passed over
     * @param failure null where there is none
     */
    record Outcome(Optional<Views> views, @Nullable LoaderException failure) {
        static Outcome failed(String what, Throwable error) {
            String message = error instanceof RuntimeException ? error.getMessage() : null;
            String reason = message == null ? error.toString() : message;
            return new Outcome(Optional.empty(), new LoaderException("cannot " + what + ": " + reason, error));
        }
    }

    /**
     * A sample to prepare.
     *
     * @param name for messages
     * @param work gives nothing where the sample is passed over
     */
    Ticket(Supplier<String> name, Supplier<Optional<Views>> work) {
        this.name = name;
        this.work = work;
    }

    /** Does the work; whatever goes wrong becomes the outcome. */
    Outcome run() {
        try {
            return new Outcome(work.get(), null);
        } catch (RuntimeException | Error e) {
            return Outcome.failed("prepare " + name.get(), e);
        }
    }

    void finish(Outcome result) {
        outcome = result;
    }

    /** Null while the work is not done. */
    @Nullable
    Outcome outcome() {
        return outcome;
    }
}
