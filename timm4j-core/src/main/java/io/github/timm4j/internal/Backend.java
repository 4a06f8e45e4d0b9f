package io.github.timm4j.internal;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.nio.file.Path;

/** What runs a compiled forward pass of one tensor; safe from many threads. */
public interface Backend extends AutoCloseable {
    /**
     * Runs the forward pass without recording for autograd.
     *
     * @param x the input
     * @return its results, on the input's manager
     * @throws IllegalStateException after close
     */
    NDList forward(NDArray x);

    /**
     * Where it computes.
     *
     * @return the device that inputs must be on
     */
    Device device();

    /**
     * Copies the TorchScript archive's file.
     *
     * @param target replaced where it exists, and only when the copy is whole
     * @throws IllegalStateException after close
     */
    void copyTo(Path target);

    /**
     * Size of the TorchScript archive.
     *
     * @return bytes
     */
    long size();

    /** Frees the native program; a second call does nothing. */
    @Override
    void close();
}
