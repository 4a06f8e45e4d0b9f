package io.github.timm4j.data.reader;

/** Where samples come from: by number, or in the order of a few large files. */
public sealed interface SampleReader extends AutoCloseable permits IndexedReader, StreamedReader {
    /**
     * The classes by name.
     *
     * @return empty where the data set does not name them
     */
    ClassMap classes();

    /**
     * What was passed over so far, with a line in the log: damaged parts, samples without picture or label, and members
     * of archives that are no plain files.
     *
     * @return a count
     */
    default long skipped() {
        return 0;
    }

    /** Closes the files. */
    @Override
    default void close() {}
}
