package io.github.timm4j.compile;

/** How a compiled model keeps its feature maps in memory. */
public enum MemoryLayout {
    /** The fastest of the others on this machine, by a short measurement. */
    AUTO,
    /** Channel by channel, as PyTorch's default. */
    CONTIGUOUS,
    /** Channels of one pixel side by side. */
    CHANNELS_LAST
}
