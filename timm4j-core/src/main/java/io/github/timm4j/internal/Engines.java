package io.github.timm4j.internal;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.CompletableFuture;

/** Native settings of the current thread and process. */
public final class Engines {
    static {
        // each loads a native library, and libtorch takes longer
        CompletableFuture<Void> heap = CompletableFuture.runAsync(NativeHeap::configure);
        Engine.getEngine("PyTorch");
        heap.join();
    }

    private Engines() {}

    /** Loads the native library with its settings. Some come too late for a process that has made arrays before. */
    public static void start() {
        // done by the initialization of this class
    }

    /**
     * CUDA devices that libtorch sees.
     *
     * @return 0 without CUDA
     */
    public static int gpus() {
        return Engine.getEngine("PyTorch").getGpuCount();
    }

    /**
     * Tells whether libtorch records operations for autograd on this thread.
     *
     * @return the thread's gradient mode
     */
    public static boolean recording() {
        return JniUtils.isGradMode();
    }

    /**
     * Switches the recording for autograd on this thread.
     *
     * @param on the gradient mode
     */
    public static void recording(boolean on) {
        JniUtils.setGradMode(on);
    }

    /**
     * Threads that one operator may use.
     *
     * @return the process's setting
     */
    public static int threads() {
        return JniUtils.getNumThreads();
    }

    /**
     * Sets the threads that one operator may use.
     *
     * @param count at least 1
     */
    public static void threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads must be at least 1, found " + count);
        }
        JniUtils.setNumThreads(count);
    }
}
