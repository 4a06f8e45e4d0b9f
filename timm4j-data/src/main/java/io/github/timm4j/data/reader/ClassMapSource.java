package io.github.timm4j.data.reader;

import java.nio.file.Path;

/** Classes that are given as they are, or as a file that may lie in the data set's folder. */
@FunctionalInterface
public interface ClassMapSource {
    /**
     * The classes.
     *
     * @param root the data set's folder, where a file that is not found otherwise is looked for
     * @return at least one class
     */
    ClassMap load(Path root);

    /**
     * Classes from a file: a name a line ({@code .txt}), a pickled dictionary of plain values ({@code .pkl}), or,
     * beyond timm, names or a dictionary ({@code .json}) and names with or without numbers ({@code .csv}).
     *
     * @param file path, alone or below the data set's folder
     * @return reads the file when asked
     */
    static ClassMapSource file(String file) {
        return root -> {
            Path found = ClassMapFile.find(file, root);
            ClassMap map = ClassMapFile.load(found);
            if (map.isEmpty()) {
                throw new DatasetException("class map " + found + " has no classes");
            }
            return map;
        };
    }
}
