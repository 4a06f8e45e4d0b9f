package io.github.timm4j.train.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a run puts its files ({@code timm.utils.get_outdir}). */
public final class OutputFolder {
    private static final int LAST = 99;

    private OutputFolder() {}

    /**
     * Makes a folder with its parents, or finds it there.
     *
     * @param folder the folder
     * @return it
     * @throws UncheckedIOException if it cannot be made
     */
    public static Path create(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + folder, e);
        }
    }

    /**
     * Makes a folder that was not there before: where the name is taken, {@code -1}, {@code -2}, … follow it.
     *
     * @param folder the wanted folder
     * @return the new folder
     * @throws UncheckedIOException if it cannot be made
     * @throws IllegalStateException if the names are taken up to {@code -99}
     */
    public static Path createNew(Path folder) {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            create(parent);
        }
        for (int number = 0; number <= LAST; number++) {
            Path candidate = number == 0 ? folder : folder.resolveSibling(folder.getFileName() + "-" + number);
            try {
                return Files.createDirectory(candidate);
            } catch (FileAlreadyExistsException taken) {
                // the next number may be free
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make the folder " + candidate, e);
            }
        }
        throw new IllegalStateException(folder + " is there already, with -1 to -" + LAST + " too");
    }
}
