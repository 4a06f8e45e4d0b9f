package io.github.timm4j.weights.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that is being written under a name of its own and becomes visible by one rename.
 *
 * <p>While it is open it is locked, so that {@link #sweep} of any process knows it from what a killed process left
 * behind. The ending tells it from the Python client's unfinished files, which hold no lock and are left alone.
 */
final class PartFile implements AutoCloseable {
    static final String ENDING = ".timm4j.incomplete";

    private static final Duration ABANDONED = Duration.ofDays(1);

    /** Opening and closing a file would drop the lock that this process holds on it: these are not opened twice. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private PartFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static PartFile create(Path folder, String name) throws IOException {
        String unique = String.format(".%08x", ThreadLocalRandom.current().nextInt());
        Path path = Folders.make(folder).toRealPath().resolve(name + unique + ENDING);
        OPEN.add(path);
        try {
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
            lock(channel);
            return new PartFile(path, channel);
        } catch (IOException e) {
            OPEN.remove(path);
            throw e;
        }
    }

    /** A file system without locks still works: there only age tells what was left behind. */
    private static boolean lock(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    FileChannel channel() {
        return channel;
    }

    /** Puts the whole file in its place, over whatever is there. */
    void publish(Path target) throws IOException {
        channel.force(true);
        Folders.make(Folders.of(target));
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes what was not published. */
    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(path);
        } finally {
            channel.close();
            OPEN.remove(path);
        }
    }

    /** Removes the files that killed processes left in a folder. */
    static void sweep(Path folder) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder.toRealPath(), "*" + ENDING)) {
            for (Path path : left) {
                if (!OPEN.contains(path) && abandoned(path)) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException e) {
            // what cannot be removed does no harm
        }
    }

    private static boolean abandoned(Path path) throws IOException {
        Instant changed = Files.getLastModifiedTime(path).toInstant();
        if (changed.isBefore(Instant.now().minus(ABANDONED))) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            return lock(channel);
        }
    }
}
