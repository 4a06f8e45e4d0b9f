package io.github.timm4j.examples.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** Measures two sides in turn and prints their medians and ratio; lower is better. */
final class Pairs {
    /** One timed run, in milliseconds. */
    @FunctionalInterface
    interface Side {
        double run() throws IOException;
    }

    /**
     * What was measured.
     *
     * @param java median, in milliseconds
     * @param python median, in milliseconds
     */
    record Medians(double java, double python) {}

    private static final int WARM_UP_RUNS = 3;

    /** Until the idle threads of the side that has just run no longer spin: they would take the other side's cores. */
    private static final long PAUSE_MILLIS = 20;

    /** Until the JVM has compiled what runs often: short runs are measured in their steady state. */
    private static final long WARM_UP_NANOS = 12_000_000_000L;

    private Pairs() {}

    /** Measures and prints. */
    static void compare(String name, int pairs, Side java, Side python) throws IOException {
        Medians medians = measure(pairs, java, python);
        System.out.printf(
                Locale.ROOT,
                "bench: %s java_ms=%.2f python_ms=%.2f ratio=%.3f%n",
                name,
                medians.java,
                medians.python,
                medians.java / medians.python);
    }

    private static void warmUp(Side side) throws IOException {
        long until = System.nanoTime() + WARM_UP_NANOS;
        for (int i = 0; i < WARM_UP_RUNS || System.nanoTime() < until; i++) {
            side.run();
        }
    }

    /** Runs each side so many times after its warm-up, in turn, first one then the other leading. */
    static Medians measure(int pairs, Side java, Side python) throws IOException {
        warmUp(java);
        warmUp(python);
        double[] javaMs = new double[pairs];
        double[] pythonMs = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            if (i % 2 == 0) {
                javaMs[i] = rested(java);
                pythonMs[i] = rested(python);
            } else {
                pythonMs[i] = rested(python);
                javaMs[i] = rested(java);
            }
        }
        return new Medians(median(javaMs), median(pythonMs));
    }

    private static double rested(Side side) throws IOException {
        LockSupport.parkNanos(PAUSE_MILLIS * 1_000_000);
        return side.run();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
