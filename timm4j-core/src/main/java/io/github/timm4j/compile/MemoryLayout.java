package io.github.timm4j.compile;

/** How a compiled model keeps its feature maps in memory, and with it whose convolutions it uses. */
public enum MemoryLayout {
    /** The fastest of the others on this machine, by a short measurement. */
    AUTO,
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
    ONNX_RUNTIME
}
