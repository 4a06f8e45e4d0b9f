package io.github.timm4j.nn;

import com.sun.jna.Function;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory of this process, where the system tells it. */
public final class ProcessMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessMemory() {}

    /**
     * Tells whether the system reports resident memory.
     *
     * @return true on Linux
     */
    public static boolean isKnown() {
        return Files.exists(STATUS);
    }

    /**
     * Resident memory after a garbage collection.
     *
     * @return MiB
     */
    public static double residentMib() {
        System.gc();
        try {
            return Files.readAllLines(STATUS).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    / 1024.0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Resident memory without what the virtual machine and the C library merely keep for later. After many sizes of
     * arrays that is hundreds of MiB which no array holds: G1 gives unused heap back in the background, a while after
     * the collection, and glibc only when asked to. On another C library only the heap is given time.
     *
     * @return MiB
     * @throws InterruptedException when interrupted while waiting
     */
    public static double settledMib() throws InterruptedException {
        double last;
        double now = residentMib();
        do {
            last = now;
            Thread.sleep(1_000);
            now = residentMib();
        } while (last - now > 1);
        try {
            Function.getFunction("c", "malloc_trim").invokeInt(new Object[] {0L});
            return residentMib();
        } catch (UnsatisfiedLinkError e) {
            return now;
        }
    }
}
