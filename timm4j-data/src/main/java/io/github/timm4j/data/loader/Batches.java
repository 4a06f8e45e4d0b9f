package io.github.timm4j.data.loader;

import java.util.Iterator;

/** One epoch's batches; closing it early stops what prepares them. */
public interface Batches extends Iterator<Batch>, AutoCloseable {
    /**
     * The next batch, which belongs to the manager that the epoch was begun with; the caller closes it.
     *
     * @return pictures and targets
     * @throws io.github.timm4j.TimmException where a sample cannot be read; the message names it
     */
    @Override
    Batch next();

    @Override
    void close();
}
