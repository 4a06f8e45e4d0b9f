package io.github.timm4j.train.checkpoint;

import io.github.timm4j.TimmException;
import io.github.timm4j.weights.WeightFile;
import io.github.timm4j.weights.WeightFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of one folder of checkpoints: links, removal, and what a crash left behind. */
final class CheckpointFolder {
    private static final Pattern TEMPORARY = Pattern.compile("\\.(.+)\\.[0-9a-f-]{36}\\.tmp");
    private static final Pattern STATE = Pattern.compile("[0-9a-f-]{36}\\.pth");

    private final Path folder;
    private final CheckpointFormat format;

    /** Makes the folder where it is missing, and removes what interrupted writes left in it. */
    CheckpointFolder(Path folder, CheckpointFormat format) {
        this.folder = folder;
        this.format = format;
        try {
            Files.createDirectories(folder);
            removeTemporaries(folder, format.extension());
            removeTemporaries(states(), ".pth");
            removeUnnamedStates();
        } catch (IOException | UncheckedIOException e) {
            throw new CheckpointException("cannot use " + folder + " as a folder of checkpoints: " + e.getMessage(), e);
        }
    }

    Path file(String stem) {
        return folder.resolve(stem + format.extension());
    }

    boolean has(String name) {
        return !name.isEmpty() && Files.isRegularFile(folder.resolve(name));
    }

    List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives a checkpoint a second name, by a hard link where the file system has them; the name is never missing. */
    void duplicate(Path from, Path to) {
        Path temporary = to.resolveSibling("." + to.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try {
                link(from, temporary);
                move(temporary, to);
            } finally {
                // a rename between two links of one file does nothing
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw CheckpointWriter.failure(to, e);
        }
    }

    private static void link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (UnsupportedOperationException | IOException e) {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Removes a checkpoint; one that cannot be removed stays, which harms nothing. */
    boolean remove(String name) {
        try {
            return Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            return false;
        }
    }

    private static void removeTemporaries(Path folder, String extension) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                var name = TEMPORARY.matcher(file.getFileName().toString());
                if (name.matches() && name.group(1).endsWith(extension)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Path states() {
        return folder.resolve(CheckpointWriter.STATES);
    }

    /** Removes states that no weights name; none where some weights cannot be read, whose states are unknown. */
    void removeUnnamedStates() {
        if (!Files.isDirectory(states())) {
            return;
        }
        Set<String> named = new HashSet<>();
        for (String name : names()) {
            if (name.endsWith(CheckpointFormat.SAFETENSORS.extension()) && !name(name, named)) {
                return;
            }
        }
        try (Stream<Path> files = Files.list(states())) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (STATE.matcher(name).matches() && !named.contains(name)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean name(String weights, Set<String> named) {
        try (WeightFile file = WeightFiles.open(folder.resolve(weights))) {
            String state = file.metadata().get(CheckpointWriter.STATE_KEY);
            if (state != null) {
                named.add(state);
            }
            return true;
        } catch (TimmException | UncheckedIOException e) {
            return false;
        }
    }
}
