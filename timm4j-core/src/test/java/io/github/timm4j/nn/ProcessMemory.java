package io.github.timm4j.nn;

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
}
