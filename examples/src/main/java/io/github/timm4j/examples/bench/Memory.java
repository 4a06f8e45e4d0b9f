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

    /** Prints both sides. */
    static void print(String name, double java, double python) {
        System.out.printf(
                Locale.ROOT, "bench: %s java_mib=%.0f python_mib=%.0f ratio=%.3f%n", name, java, python, java / python);
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
