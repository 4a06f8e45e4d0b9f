package io.github.timm4j.data.loader;

import ai.djl.ndarray.NDManager;

/** Where training and validation get their batches from, epoch by epoch. */
public interface BatchSource extends AutoCloseable {
    /**
     * Begins an epoch.
     *
     * @param epoch its number from 0, which seeds order and augmentation
     * @param manager to which the batches belong; its device is where they are put
     * @return the epoch's batches
     */
    Batches epoch(int epoch, NDManager manager);

    /**
     * Batches of an epoch.
     *
     * @return their number
     */
    int batches();

    /**
     * Samples of an epoch.
     *
     * @return their number
     */
    int samples();

    /**
     * The size of batches that learning rates and the weights of losses refer to.
     *
     * @return samples of a full batch, on average where batches are drawn in several sizes
     */
    default double referenceBatchSize() {
        return Math.ceil((double) samples() / Math.max(1, batches()));
    }

    @Override
    default void close() {}
}
