package io.github.timm4j.data.reader;

import java.util.stream.Stream;

/** Samples in the order of a few large files. */
public non-sealed interface StreamedReader extends SampleReader {
    /**
     * How many samples an epoch gives this process.
     *
     * @return 0 where the data set does not say and the options neither
     */
    long size();

    /**
     * Runs through an epoch; an epoch's order depends on its number and the seed alone.
     *
     * @param epoch from 0
     * @return the samples, read as they are asked for; the caller closes the stream
     */
    Stream<Sample> samples(int epoch);
}
