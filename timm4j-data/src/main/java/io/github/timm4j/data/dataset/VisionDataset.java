package io.github.timm4j.data.dataset;

import io.github.timm4j.data.reader.SampleReader;

/**
 * Pictures with labels, by number or as a stream.
 *
 * @param <X> kind of picture
 */
public sealed interface VisionDataset<X> extends AutoCloseable permits IndexedDataset, IterableImageDataset {
    /**
     * Where the samples come from.
     *
     * @return the reader, which this data set closes
     */
    SampleReader reader();

    /**
     * Broken pictures that were passed over so far; each was logged with its file.
     *
     * @return a count
     */
    long broken();

    /** Closes the reader. */
    @Override
    default void close() {
        reader().close();
    }
}
