package io.github.timm4j.data.reader;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Parts of paths with forward slashes; leading dots of a file name begin no extension. */
final class FileNames {
    private FileNames() {}

    static String base(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Everything before the last slash, empty where there is none. */
    static String folder(String path) {
        int slash = path.lastIndexOf('/');
        if (slash < 0) {
            return "";
        }
        String folder = path.substring(0, slash);
        return folder.isEmpty() ? "/" : folder;
    }

    /** The last dot of the file name and what follows, empty where there is none but leading ones. */
    static String extension(String path) {
        String name = base(path);
        int dot = name.lastIndexOf('.');
        boolean leading = name.chars().limit(Math.max(dot, 0)).allMatch(c -> c == '.');
        return dot < 0 || leading ? "" : name.substring(dot);
    }

    /** The file name without folders and extension. */
    static String stem(String path) {
        String name = base(path);
        return name.substring(0, name.length() - extension(name).length());
    }

    /** Tells whether a name in an archive stays below where it would be unpacked. */
    static boolean staysInside(String name) {
        boolean drive = name.length() > 1 && name.charAt(1) == ':' && Character.isLetter(name.charAt(0));
        boolean absolute = name.startsWith("/") || name.startsWith("\\") || drive;
        return !absolute && !List.of(name.split("[/\\\\]", -1)).contains("..");
    }

    /**
     * A file that a data set names.
     *
     * @throws DatasetException where the name is none
     */
    static Path resolve(Path folder, String name) {
        try {
            return folder.resolve(name);
        } catch (InvalidPathException e) {
            throw new DatasetException("the data set in " + folder + " names a file that cannot be: " + e.getMessage(), e);
        }
    }
}
