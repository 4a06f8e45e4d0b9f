package io.github.timm4j.internal;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/** Native settings of the current thread and process. */
public final class Engines {
    static {
        // the native library must be there before its settings
        Engine.getEngine("PyTorch");
    }

    private Engines() {}

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
