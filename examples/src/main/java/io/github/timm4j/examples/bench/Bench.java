package io.github.timm4j.examples.bench;

import java.io.IOException;
import java.util.List;

/** The benchmarks by name. */
public final class Bench {
    private Bench() {}

    /**
     * Runs one benchmark.
     *
     * @param args its name, after a colon the models it is limited to ({@code eager:resnet50,efficientnet_b0}), and the
     *     Python interpreter that has timm
     * @throws IOException if the Python side cannot be started
     */
    public static void main(String[] args) throws IOException {
        String python = args.length > 1 ? args[1] : "python3";
        String[] words = args[0].split(":", 2);
        List<String> models = words.length > 1 ? List.of(words[1].split(",")) : List.of();
        switch (words[0]) {
            case "compile" -> new CompileBench(python, models).run();
            case "eager" -> new EagerBench(python, models).run();
            case "loader" -> new LoaderBench(python, models).run();
            case "optim" -> new OptimBench(python).run();
            case "train" -> new TrainBench(python, models).run();
            case "eager-memory-child" -> EagerBench.printPeak(args[1]);
            case "train-memory-child" -> TrainBench.printPeak(args[1]);
            default ->
                throw new IllegalArgumentException(
                        "unknown benchmark '" + args[0] + "', known: compile, eager, loader, optim, train");
        }
    }
}
