package io.github.timm4j.compile.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Starts ONNX Runtime and opens its sessions. Both need much stack, of which libtorch's thread-local data takes a part
 * on every thread: what is left of a Java thread's usual 1 MiB may overflow, which ends the process. So the work is
 * done on a thread of its own.
 */
public final class OnnxSessions {
    private static final long STACK = 64L << 20;
    private static @Nullable OrtEnvironment environment;

    private OnnxSessions() {}

    /**
     * The runtime, started at the first call.
     *
     * @return what ONNX Runtime has one of in a process
     * @throws IllegalStateException where it does not start
     */
    public static synchronized OrtEnvironment environment() {
        OrtEnvironment known = environment;
        if (known == null) {
            try {
                known = onLargeStack(OrtEnvironment::getEnvironment);
                known.setTelemetry(false);
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime does not start: " + e.getMessage(), e);
            }
            environment = known;
        }
        return known;
    }

    /**
     * Opens a session.
     *
     * @param file an ONNX file
     * @param options of the session, which stay the caller's
     * @return the session, to be closed by the caller, of use from any thread
     * @throws OrtException where ONNX Runtime refuses the file
     */
    public static OrtSession open(Path file, OrtSession.SessionOptions options) throws OrtException {
        OrtEnvironment started = environment();
        return onLargeStack(() -> started.createSession(file.toString(), options));
    }

    /** Waits to the end, as native work cannot be cut short; an interrupt meanwhile is kept for the caller. */
    static <T> T onLargeStack(Callable<T> work) throws OrtException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(null, task, "timm4j-onnx", STACK);
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static OrtException rethrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException e) {
            throw e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        return cause instanceof OrtException e ? e : new OrtException(String.valueOf(cause));
    }
}
