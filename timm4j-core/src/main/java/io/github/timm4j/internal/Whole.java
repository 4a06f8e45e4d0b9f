package io.github.timm4j.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files whole or not at all. */
public final class Whole {
    /** Writes a file's content. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes it.
         *
         * @param out where to, closed by the caller
         * @throws IOException if the stream fails
         */
        void write(OutputStream out) throws IOException;
    }

    private Whole() {}

    /**
     * Writes beside the target first and then takes its place.
     *
     * @param target the file, replaced where it exists
     * @param content what to write
     * @throws UncheckedIOException where it cannot be written
     */
    public static void write(Path target, Content content) {
        Path absolute = target.toAbsolutePath();
        Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                content.write(out);
            }
            Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            // nothing is left there once it was moved
            part.toFile().delete();
        }
    }
}
