package io.github.timm4j.weights.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps threads and processes from fetching the same file at once. It is a courtesy: where a file system does not lock,
 * or the Python client (whose locks are of another kind on Linux) is at work too, a file may be fetched twice.
 */
final class CacheLock {
    /** File locks belong to the whole process, so that its threads need locks of their own. */
    private static final ReentrantLock[] THREADS =
            IntStream.range(0, 64).mapToObj(i -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    private CacheLock() {}

    /** What is done under the lock. */
    interface Action {
        void run() throws IOException;
    }

    static void holding(Path file, Action action) throws IOException {
        ReentrantLock thread = THREADS[Math.floorMod(file.toAbsolutePath().hashCode(), THREADS.length)];
        thread.lock();
        try {
            FileChannel channel = open(file);
            try {
                action.run();
            } finally {
                if (channel != null) {
                    channel.close();
                }
            }
        } finally {
            thread.unlock();
        }
    }

    private static @Nullable FileChannel open(Path file) {
        FileChannel channel = null;
        try {
            Folders.make(Folders.of(file));
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
        } catch (IOException | OverlappingFileLockException e) {
            // goes on without: see above
        }
        return channel;
    }
}
