package io.github.timm4j.compile;

import ai.djl.Device;

/** How a compiled model keeps its feature maps in memory, and with it whose convolutions it uses. */
public enum MemoryLayout {
    /**
     * The fastest on this machine by a short measurement: {@link #CONTIGUOUS}, {@link #CHANNELS_LAST}, or
     * {@link #ONNX_RUNTIME} where it is there.
     */
    AUTO,
    /**
     * As {@link #AUTO}, with {@link #FUSED} and {@link #BLOCKED} among the candidates, whose archives are for CPUs
     * only.
     */
    FASTEST,
    /** Channel by channel, as PyTorch's default. */
    CONTIGUOUS,
    /** Channels of one pixel side by side. */
    CHANNELS_LAST,
    /**
     * As {@link #CHANNELS_LAST}, with convolution, sum and activation in one operator of oneDNN; CPU and float32 only.
     */
    FUSED,
    /** Blocks of channels, oneDNN's own layout, between convolutions; CPU and float32 only. */
    BLOCKED,
    /**
     * Whatever ONNX Runtime makes of the model's ONNX form; it runs there instead of in libtorch. CPU and float32 only,
     * and it needs {@code com.microsoft.onnxruntime:onnxruntime} on the class path.
     */
    ONNX_RUNTIME;

    /** Whether only CPUs have it. */
    boolean isForCpu() {
        return this == FUSED || this == BLOCKED || this == ONNX_RUNTIME;
    }

    /** Refuses a device that lacks it. */
    void check(Device device) {
        if (isForCpu() && device.isGpu()) {
            throw new CompileException("layout " + this + " is for the CPU only, found device " + device);
        }
    }

    /** Whether a measurement picks one of the others. */
    boolean isChoice() {
        return this == AUTO || this == FASTEST;
    }
}
