package io.github.timm4j.cli;

import io.github.timm4j.train.evaluate.SmallerBatches;
import java.io.IOException;
import java.nio.file.Path;
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
            results = new ResultTable(List.of(measure(settings.word("model"), modes, settings, console)));
        } else {
            runs.run(names, name -> measure(name, modes, settings, console));
            results = runs.sorted(modes.get(0) + "_samples_per_sec");
        }
        Path file = settings.path("results_file");
        if (file != null && !results.rows().isEmpty()) {
            ResultFiles.writeSummary(file, results, single, settings.word("results_format"));
        }
        console.print("--result");
        console.print(
                single
                        ? ResultTable.pretty(results.rows().get(0))
                        : results.json().strip());
        return runs.exitCode();
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

    private static Map<String, Object> measure(String name, List<String> modes, Settings settings, Console console) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("model", name);
        Object parameters = 0;
        for (String mode : modes) {
            Map<String, Object> result = measured(name, mode.equals("train"), settings, console);
            parameters = result.remove("param_count");
            result.forEach((key, value) -> row.put(mode + "_" + key, value));
        }
        row.put("param_count", parameters);
        return row;
    }

    private static Map<String, Object> measured(String name, boolean train, Settings settings, Console console) {
        Benchmark benchmark = new Benchmark(settings, console, name);
        int batch = settings.count("batch_size");
        if (settings.flag("no_retry")) {
            return benchmark.run(batch, train);
        }
        return SmallerBatches.run(
                batch,
                size -> benchmark.run(size, train),
                size -> console.say("memory ran out; next with a batch of %d", size));
    }
}
