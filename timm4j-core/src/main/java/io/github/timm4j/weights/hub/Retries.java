package io.github.timm4j.weights.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Five more tries, with pauses of 1, 2, 4, 8 and 8 seconds or as long as the server asks. */
final class Retries {
    private static final int LIMIT = 5;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    /** Waits; tests put in one that only notes how long. */
    interface Sleeper {
        void sleep(Duration duration) throws InterruptedException;
    }

    /** Something that may have to be done again. */
    interface Attempt<T> {
        T run() throws IOException;
    }

    private final Sleeper sleeper;
    private int failures;

    Retries(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    static <T> T call(Sleeper sleeper, Attempt<T> attempt) throws IOException {
        try {
            return attempt.run();
        } catch (RequestException e) {
            return new Retries(sleeper).after(e, attempt);
        }
    }

    /** Tries again after a failure. */
    <T> T after(RequestException first, Attempt<T> attempt) throws IOException {
        RequestException last = first;
        while (true) {
            failed(last, false);
            try {
                return attempt.run();
            } catch (RequestException e) {
                last = e;
            }
        }
    }

    /** Something arrived, so that the count starts over. */
    void progress() {
        failures = 0;
    }

    /** Pauses before the next try, or throws what it is given when another makes no sense. */
    void failed(RequestException error, boolean brief) throws IOException {
        Duration asked = error.pause();
        failures++;
        if (!error.retryable() || failures > LIMIT || (asked != null && asked.compareTo(LONGEST_WAIT) > 0)) {
            throw error;
        }
        // one second more, because servers round the rest of their window down
        pause(asked != null ? asked.plusSeconds(1) : Duration.ofSeconds(brief ? 1 : 1L << Math.min(failures - 1, 3)));
    }

    private void pause(Duration duration) throws IOException {
        try {
            sleeper.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting to try again");
        }
    }
}
