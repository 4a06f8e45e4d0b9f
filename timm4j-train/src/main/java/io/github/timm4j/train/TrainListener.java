package io.github.timm4j.train;

import io.github.timm4j.data.loader.Batch;

/** Is told how training goes: reports, checkpoints and progress bars. Called on the training thread. */
public interface TrainListener {
    /**
     * Training begins.
     *
     * @param trainer the run
     */
    default void trainBegin(Trainer trainer) {}

    /**
     * An epoch begins.
     *
     * @param trainer the run
     * @param epoch its number from 0
     */
    default void epochBegin(Trainer trainer, int epoch) {}

    /**
     * A batch is about to be trained on.
     *
     * @param trainer the run
     * @param batch as the model sees it, normalised and mixed; only to look at
     * @param index its number in the epoch, from 0
     */
    default void batch(Trainer trainer, Batch batch, int index) {}

    /**
     * An update was done.
     *
     * @param trainer the run
     * @param report what it was like
     */
    default void update(Trainer trainer, UpdateReport report) {}

    /**
     * The run's state is to be saved in the middle of an epoch: at the configured interval, or because training stops here.
     *
     * @param trainer the run
     * @param report the last update
     */
    default void recovery(Trainer trainer, UpdateReport report) {}

    /**
     * An epoch ended, was validated where that was due, and its checkpoint is to be saved. Learning rates are still its own.
     *
     * @param trainer the run
     * @param report what it was like
     */
    default void epochEnd(Trainer trainer, EpochReport report) {}
}
