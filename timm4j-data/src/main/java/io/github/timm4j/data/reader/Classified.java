package io.github.timm4j.data.reader;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * What was found, with classes from folder names.
 *
 * @param items those with a known class, in natural order of their names
 * @param classes given, or made of all labels
 * @param <T> kind of item
 */
record Classified<T>(List<T> items, ClassMap classes) {

    /**
     * Sorts and numbers what was found.
     *
     * @throws DatasetException where nothing is left
     */
    static <T> Classified<T> of(
            Path root, List<T> found, Function<T, String> label, Function<T, String> name, ReaderOptions options) {
        ClassMapSource given = options.classMap();
        ClassMap classes =
                given == null ? ClassMap.ofSorted(found.stream().map(label).toList()) : given.load(root);
        List<T> known = found.stream()
                .filter(item -> classes.find(label.apply(item)).isPresent())
                .toList();
        if (known.isEmpty()) {
            throw new DatasetException("no pictures with known classes in " + root + " (" + found.size()
                    + " with others); endings looked for: "
                    + String.join(", ", options.imageExtensions().values()));
        }
        return new Classified<>(NaturalSort.sort(known, name), classes);
    }
}
