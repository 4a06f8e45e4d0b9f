package io.github.timm4j.weights.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes folders. */
final class Folders {
    private Folders() {}

    /** The folder that a file lies in. */
    static Path of(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }

    /** Asks first: before Java 19 {@code createDirectories} fails where the folder is a link to one. */
    static Path make(Path folder) throws IOException {
        return Files.isDirectory(folder) ? folder : Files.createDirectories(folder);
    }
}
