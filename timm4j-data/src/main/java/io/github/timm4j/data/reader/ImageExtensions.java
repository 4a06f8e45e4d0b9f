package io.github.timm4j.data.reader;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The file name endings that count as pictures.
 *
 * @param values lower case, each with its dot, each once
 */
public record ImageExtensions(List<String> values) {
    /** Those that timm takes unless told otherwise. */
    public static final ImageExtensions DEFAULT = new ImageExtensions(List.of(".png", ".jpg", ".jpeg"));

    /**
     * Drops repeats.
     *
     * @throws IllegalArgumentException where there is none, or one is not a dot and at least one more character
     */
    public ImageExtensions {
        for (String value : values) {
            if (value.length() < 2 || value.charAt(0) != '.') {
                throw new IllegalArgumentException("an image extension looks like .png, got '" + value + "'");
            }
        }
        if (values.isEmpty()) {
            throw new IllegalArgumentException("at least one image extension is needed");
        }
        values = List.copyOf(new LinkedHashSet<>(values));
    }

    /**
     * Reads a list such as {@code .jpg;.webp}.
     *
     * @param text endings between semicolons
     * @return the endings
     * @throws IllegalArgumentException where one is malformed
     */
    public static ImageExtensions parse(String text) {
        return new ImageExtensions(List.of(text.split(";", -1)));
    }

    /**
     * Adds endings.
     *
     * @param more each with its dot
     * @return these and those
     */
    public ImageExtensions with(String... more) {
        Set<String> all = new LinkedHashSet<>(values);
        all.addAll(List.of(more));
        return new ImageExtensions(List.copyOf(all));
    }

    /**
     * Takes endings away.
     *
     * @param less each with its dot
     * @return those that are left
     */
    public ImageExtensions without(String... less) {
        List<String> dropped = List.of(less);
        return new ImageExtensions(
                values.stream().filter(v -> !dropped.contains(v)).toList());
    }

    /**
     * Tells whether a file counts as a picture.
     *
     * @param filename with or without folders; upper case is fine
     * @return true where it ends with one of these
     */
    public boolean match(String filename) {
        return values.contains(FileNames.extension(filename).toLowerCase(Locale.ROOT));
    }
}
