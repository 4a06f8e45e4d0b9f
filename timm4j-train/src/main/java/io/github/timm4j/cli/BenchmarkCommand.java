package io.github.timm4j.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code benchmark}: time of inference and of training steps, at smaller batches where memory does not suffice. */
final class BenchmarkCommand implements Command {
    @Override
    public int run(Settings settings, Console console) throws IOException {
        List<String> modes = modes(settings.word("bench"));
        List<String> names = ModelNames.list(settings, false);
        boolean single = names.isEmpty();
        BulkRun<String> runs = new BulkRun<>(settings, console);
        ResultTable results;
        if (single) {
            results = new ResultTable(List.of(measure(settings.word("model"), modes, settings, console, runs)));
        } else {
            runs.run(names, name -> measure(name, modes, settings, console, runs));
            results = runs.sorted(modes.get(0) + "_samples_per_sec");
        }
        return runs.finish(results, single);
    }

    private static List<String> modes(String bench) {
        return switch (bench) {
            case "both" -> List.of("infer", "train");
            case "inference", "infer" -> List.of("infer");
            case "train" -> List.of("train");
            default ->
                throw new UsageException("--bench: expected inference, train or both, found '" + bench + "'"
                        + (bench.startsWith("profile") ? "; operations are not counted on this engine" : ""));
        };
    }

    private static Map<String, Object> measure(
            String name, List<String> modes, Settings settings, Console console, BulkRun<String> runs) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("model", name);
        Object parameters = 0;
        for (String mode : modes) {
            Map<String, Object> result =
                    measured(new Benchmark(settings, console, name), mode.equals("train"), settings, runs);
            parameters = result.remove("param_count");
            result.forEach((key, value) -> row.put(mode + "_" + key, value));
        }
        row.put("param_count", parameters);
        return row;
    }

    private static Map<String, Object> measured(
            Benchmark benchmark, boolean train, Settings settings, BulkRun<String> runs) {
        if (settings.flag("no_retry")) {
            return benchmark.run(settings.count("batch_size"), train);
        }
        return runs.shrinking(size -> benchmark.run(size, train));
    }
}
