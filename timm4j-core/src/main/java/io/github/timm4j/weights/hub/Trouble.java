package io.github.timm4j.weights.hub;

import io.github.timm4j.HubException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Puts failures of disk and network into plain words. */
final class Trouble {
    private static final Pattern FULL = Pattern.compile("no space left|not enough space|quota exceeded|file too large");
    private static final Pattern FORBIDDEN =
            Pattern.compile("read-only|permission denied|not permitted|not a directory");

    private Trouble() {}

    /** The message of an error, or its kind where it has none. */
    static String words(Throwable error) {
        if (error instanceof AccessDeniedException denied) {
            return "permission denied: " + denied.getFile();
        }
        if (error instanceof NoSuchFileException missing) {
            return "no such file or folder: " + missing.getFile();
        }
        String message = error.getMessage();
        Throwable cause = error.getCause();
        if (message == null && cause != null && cause != error) {
            return words(cause);
        }
        return message == null ? error.getClass().getSimpleName() : message;
    }

    /** What to tell a caller whose file could not be fetched or kept. */
    static HubException explain(String what, Path folder, IOException error) {
        if (error instanceof RequestException) {
            return new HubException(words(error), error);
        }
        if (error instanceof InterruptedIOException) {
            return new HubException(what + ": interrupted; nothing was kept", error);
        }
        return new HubException("could not keep " + what + " in " + folder + ": " + storage(folder, error), error);
    }

    private static String storage(Path folder, IOException error) {
        String words = words(error);
        String found = words.toLowerCase(Locale.ROOT);
        if (FULL.matcher(found).find()) {
            return "no space left on the disk or in the quota (" + free(folder) + "); nothing was kept";
        }
        boolean forbidden = error instanceof AccessDeniedException
                || error.getCause() instanceof ReadOnlyFileSystemException
                || (error instanceof FileSystemException
                        && FORBIDDEN.matcher(found).find());
        return forbidden
                ? "the folder cannot be written (" + words
                        + "); HF_HUB_CACHE, and TORCH_HOME for plain addresses, name another"
                : words;
    }

    private static String free(Path folder) {
        try {
            Path there = folder;
            while (!Files.exists(there) && there.getParent() != null) {
                there = there.getParent();
            }
            return ConsoleProgress.megabytes(Files.getFileStore(there).getUsableSpace()) + " are free";
        } catch (IOException e) {
            return "free space unknown";
        }
    }
}
