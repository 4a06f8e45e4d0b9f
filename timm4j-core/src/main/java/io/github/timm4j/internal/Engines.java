package io.github.timm4j.internal;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;

/** Native settings of the current thread and process. */
public final class Engines {
    private static final int TEMPORARY_BYTES = 16 << 20;

    static {
        // the native library must be there before its settings
        Engine.getEngine("PyTorch");
    }

    private Engines() {}

    /**
     * Lets the C library keep the memory of temporaries between passes. glibc maps blocks above a threshold from the system and
     * gives the free end of its heaps back; both thresholds follow the largest block that was mapped and freed. Without this,
     * small batches pay for the same pages anew in every layer, a tenth of their time; a larger batch does the same by itself.
     * Elsewhere it is a block that is never touched.
     */
    public static void keepTemporaries() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            manager.create(new Shape(TEMPORARY_BYTES / Float.BYTES));
        }
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
