package io.github.timm4j.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A virtual machine of its own, which is interrupted as by Ctrl-C. */
public final class ChildMachine implements AutoCloseable {
    private static final List<String> HEARING = List.of("env", "--default-signal=INT");

    private final Process process;
    private final Path log;
    private final boolean deaf;

    /** Starts a main class on this one's class path, whose output goes to a file. */
    public ChildMachine(Path log, Class<?> main, String... arguments) throws IOException, InterruptedException {
        this.log = log;
        // what was started in the background ignores Ctrl-C, and so do its children unless that is undone
        boolean ignored = ignoresInterrupts();
        boolean undone = ignored && canHear();
        this.deaf = ignored && !undone;
        List<String> command = new ArrayList<>(undone ? HEARING : List.of());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true", "-DOPT_OUT_TRACKING=true"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static boolean canHear() throws InterruptedException {
        List<String> trial = new ArrayList<>(HEARING);
        trial.add("true");
        try {
            return new ProcessBuilder(trial).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.split("\\s+")[1], 16) & 2) != 0);
    }

    /** Waits for a text in the output; returns all of it. */
    public String await(String text) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!output().contains(text) && System.nanoTime() < until && process.isAlive()) {
            Thread.sleep(50);
        }
        return output();
    }

    public String output() throws IOException {
        return Files.readString(log);
    }

    /** Interrupts it and waits for its end; by another signal where it cannot hear the usual one. */
    public int interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", deaf ? "-TERM" : "-INT", Long.toString(process.pid()))
                .start()
                .waitFor();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process goes on: " + output());
        }
        return process.exitValue();
    }

    /** The exit code that its signal has. */
    public int expectedCode() {
        return deaf ? 143 : 130;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
