package io.github.timm4j.data.reader;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Files of data sets on the Hugging Face hub, or wherever else they are kept. */
public interface DatasetHub {
    /**
     * Lists the files of a data set.
     *
     * @param name {@code owner/name}
     * @param revision branch, tag or commit
     * @return paths inside the data set; empty where there is no such data set or revision
     * @throws IOException where the hub does not answer
     */
    List<String> list(String name, String revision) throws IOException;

    /**
     * Fetches one file, unless it is here already.
     *
     * @param name {@code owner/name}
     * @param revision branch, tag or commit
     * @param file path inside the data set
     * @return a local copy
     * @throws IOException where the hub does not answer
     */
    Path fetch(String name, String revision, String file) throws IOException;
}
