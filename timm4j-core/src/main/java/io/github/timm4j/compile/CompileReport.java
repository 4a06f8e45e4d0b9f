package io.github.timm4j.compile;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What compiling took and what it chose.
 *
 * @param milliseconds from the call to the loaded program, the choice of a layout included
 * @param bytes size of the archive, which is about what its weights take in memory
 * @param timings milliseconds of one forward pass in each layout that was tried, empty where there was nothing to
 *     choose
 */
public record CompileReport(double milliseconds, long bytes, Map<MemoryLayout, Double> timings) {
    private static final double MEBIBYTE = 1 << 20;

    /** Keeps an immutable copy of the timings. */
    public CompileReport {
        timings = Map.copyOf(timings);
    }

    @Override
    public String toString() {
        String tried = timings.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(entry -> String.format(Locale.ROOT, ", %s %.2f ms", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining());
        return String.format(Locale.ROOT, "compiled in %.0f ms, %.1f MiB%s", milliseconds, bytes / MEBIBYTE, tried);
    }
}
