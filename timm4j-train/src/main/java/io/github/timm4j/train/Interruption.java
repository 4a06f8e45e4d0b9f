package io.github.timm4j.train;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C end training in order: the present update is finished, a recovery checkpoint is written, and then the process ends
 * with 130 as the virtual machine does after that signal.
 *
 * <pre>{@code
 * try (Interruption ctrlC = Interruption.of(trainer)) {
 *     trainer.fit();
 * }
 * }</pre>
 */
public final class Interruption implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(Runnable request, Duration patience) {
        hook = new Thread(() -> stop(request, patience), "timm4j-interruption");
    }

    /**
     * Begins to listen for the end of the process.
     *
     * @param trainer the run to stop then
     * @return to be closed when the run is over
     */
    public static Interruption of(Trainer trainer) {
        return of(trainer::stop, PATIENCE);
    }

    /**
     * Begins to listen for the end of the process on behalf of other work.
     *
     * @param request asks the work to end, from another thread
     * @param patience how long the process waits for it at most
     * @return to be closed when the work is over
     */
    public static Interruption of(Runnable request, Duration patience) {
        Interruption interruption = new Interruption(request, patience);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void stop(Runnable request, Duration patience) {
        request.run();
        try {
            if (!done.await(patience.toSeconds(), TimeUnit.SECONDS)) {
                throw new TrainingException("what was running did not stop within " + patience.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says that the run is over. */
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ignored) {
            // the process is ending already: the hook runs, and has just been let go
        }
    }
}
