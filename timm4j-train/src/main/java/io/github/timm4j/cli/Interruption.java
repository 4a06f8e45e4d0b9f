package io.github.timm4j.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C as a request: the command ends its batch or step, writes what it has and is waited for, then the machine ends with
 * exit code 130.
 */
final class Interruption {
    private static final long PATIENCE_SECONDS = 120;

    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean requested;

    /** Takes over from the machine's own handling, which ends at once. */
    void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::await, "interruption"));
    }

    private void await() {
        requested = true;
        try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("the command did not end within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void request() {
        requested = true;
    }

    boolean requested() {
        return requested;
    }

    /** Says that nothing is left to be written. */
    void finished() {
        finished.countDown();
    }
}
