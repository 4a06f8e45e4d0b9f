package io.github.timm4j.data.reader;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** Samples by number. Reading is safe from several threads at once. */
public non-sealed interface IndexedReader extends SampleReader {
    /**
     * How many samples there are.
     *
     * @return at least 1
     */
    int size();

    /**
     * Reads one sample.
     *
     * @param index from 0
     * @return its undecoded picture and label
     * @throws IOException where the bytes cannot be read
     */
    Sample read(int index) throws IOException;

    /**
     * The label of a sample, without reading its picture.
     *
     * @param index from 0
     * @return the label
     */
    Target target(int index);

    /**
     * The name of a sample.
     *
     * @param index from 0
     * @param form how much of its path
     * @return with forward slashes, but for absolute paths
     */
    String filename(int index, FilenameForm form);

    /**
     * The names of all samples.
     *
     * @param form how much of their paths
     * @return in order
     */
    default List<String> filenames(FilenameForm form) {
        return IntStream.range(0, size()).mapToObj(i -> filename(i, form)).toList();
    }
}
