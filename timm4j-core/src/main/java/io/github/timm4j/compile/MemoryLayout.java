package io.github.timm4j.compile;

/** How a compiled model keeps its feature maps in memory, and with it whose convolutions it uses. */
public enum MemoryLayout {
    /**
     * The fastest on this machine by a short measurement: {@link #CONTIGUOUS}, {@link #CHANNELS_LAST}, or {@link #ONNX_RUNTIME}
     * where it is there.
     */
    AUTO,
    /**
     * As {@link #AUTO}, with {@link #FUSED} and {@link #BLOCKED} among the candidates. These are on request: in one measurement
     * of all layouts at once the process died inside oneDNN, for a reason that neither some twelve hundred runs by several threads, nor
     * compiling between them, nor other numbers of threads have brought back.
     */
    FASTEST,
    /** Channel by channel, as PyTorch's default. */
    CONTIGUOUS,
    /** Channels of one pixel side by side. */
    CHANNELS_LAST,
    /** As {@link #CHANNELS_LAST}, with convolution, sum and activation in one operator of oneDNN; CPU and float32 only. */
    FUSED,
    /** Blocks of channels, oneDNN's own layout, between convolutions; CPU and float32 only. */
    BLOCKED,
    /**
     * Whatever ONNX Runtime makes of the model's ONNX form; it runs there instead of in libtorch. CPU and float32 only, and it
     * needs {@code com.microsoft.onnxruntime:onnxruntime} on the class path.
     */
    ONNX_RUNTIME;

    /** Whether a measurement picks one of the others. */
    boolean isChoice() {
        return this == AUTO || this == FASTEST;
    }
}
