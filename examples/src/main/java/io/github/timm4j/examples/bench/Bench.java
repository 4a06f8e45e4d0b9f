package io.github.timm4j.examples.bench;

import java.io.IOException;

/** The benchmarks by name. */
public final class Bench {
    private Bench() {}

    /**
     * Runs one benchmark.
     *
     * @param args its name and the Python interpreter that has timm
     * @throws IOException if the Python side cannot be started
     */
    public static void main(String[] args) throws IOException {
        String python = args.length > 1 ? args[1] : "python3";
        switch (args[0]) {
            case "eager" -> new EagerBench(python).run();
            case "optim" -> new OptimBench(python).run();
            case "eager-memory-child" -> EagerBench.printPeak(args[1]);
            default -> throw new IllegalArgumentException("unknown benchmark '" + args[0] + "', known: eager, optim");
        }
    }
}
