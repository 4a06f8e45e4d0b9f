package io.github.timm4j.examples.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Peak resident sets, each measured in a process of its own. */
final class Memory {
    private static final int PROCESSES = 3;

    private Memory() {}

    /** Runs a benchmark's child in a fresh Java process and reads the line that it prints. */
    static String ofChild(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-classpath",
                System.getProperty("java.class.path"),
                Bench.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** Runs one side in a fresh process, which prints its peak and its rise in MiB. */
    @FunctionalInterface
    interface Side {
        /** The line that the process prints. */
        String run() throws IOException;
    }

    /**
     * Compares medians of several processes: the peak resident set of the process, and its rise over that of the loaded
     * model. Where freed blocks lie differs from process to process, and both with it.
     */
    static void compare(String name, Side java, Side python) throws IOException {
        List<String> ours = new ArrayList<>();
        List<String> theirs = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            ours.add(java.run());
            theirs.add(python.run());
        }
        print(name + "_peak", median(ours, 0), median(theirs, 0));
        print(name + "_rise", median(ours, 1), median(theirs, 1));
    }

    private static double median(List<String> lines, int column) {
        return lines.stream()
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[column]))
                .sorted()
                .skip(lines.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private static void print(String name, double java, double python) {
        System.out.printf(
                Locale.ROOT, "bench: %s java_mib=%.0f python_mib=%.0f ratio=%.3f%n", name, java, python, java / python);
    }

    /** Prints a child's line: the peak, and its rise over a resident set before, which is in KiB. */
    static void print(long before) throws IOException {
        long peak = peak();
        System.out.println(peak / 1024.0 + " " + (peak - before) / 1024.0);
    }

    /** Lets the peak begin anew at what is resident now, in KiB. */
    static long resetPeak() throws IOException {
        System.gc();
        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
        return status("VmRSS:");
    }

    /** Resident set now, in KiB. */
    static long resident() throws IOException {
        return status("VmRSS:");
    }

    /** Largest resident set since {@link #resetPeak}, in KiB. */
    static long peak() throws IOException {
        return status("VmHWM:");
    }

    private static long status(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
