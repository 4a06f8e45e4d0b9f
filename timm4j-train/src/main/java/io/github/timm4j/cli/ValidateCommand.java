package io.github.timm4j.cli;

import io.github.timm4j.registry.NaturalOrder;
import io.github.timm4j.train.evaluate.SmallerBatches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code validate}: accuracy of a model, of all checkpoints of a folder, or of a list of models. */
final class ValidateCommand implements Command {
    /** A model and the checkpoint that goes into it. */
    private record Candidate(String model, @Nullable Path checkpoint) {
        @Override
        public String toString() {
            return checkpoint == null ? model : checkpoint.toString();
        }
    }

    @Override
    public int run(Settings settings, Console console) throws IOException {
        Pictures.root(settings);
        List<Candidate> candidates = candidates(settings);
        boolean single = candidates.isEmpty();
        BulkRun<Candidate> runs = new BulkRun<>(settings, console);
        ResultTable results;
        if (single) {
            Candidate only = new Candidate(settings.word("model"), settings.path("checkpoint"));
            results = new ResultTable(List.of(measure(only, settings, console, settings.flag("retry"))));
        } else {
            runs.run(candidates, candidate -> measure(candidate, settings, console, true));
            results = runs.sorted("top1");
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

    private static List<Candidate> candidates(Settings settings) throws IOException {
        Path checkpoint = settings.path("checkpoint");
        if (checkpoint != null && Files.isDirectory(checkpoint)) {
            try (Stream<Path> files = Files.list(checkpoint)) {
                List<Candidate> found = files.filter(
                                file -> file.toString().matches(".*\\.(pth|pth\\.tar|safetensors)"))
                        .sorted(Comparator.comparing(file -> file.getFileName().toString(), NaturalOrder.INSTANCE))
                        .map(file -> new Candidate(settings.word("model"), file))
                        .toList();
                if (found.isEmpty()) {
                    throw new UsageException("--checkpoint " + checkpoint + " holds no .pth, .pth.tar or .safetensors");
                }
                return found;
            }
        }
        return ModelNames.list(settings, true).stream()
                .map(name -> new Candidate(name, null))
                .toList();
    }

    private static Map<String, Object> measure(Candidate candidate, Settings settings, Console console, boolean retry) {
        Validation validation = new Validation(settings, console);
        int batch = settings.count("batch_size");
        Path onnx = settings.path("onnx_input");
        if (onnx != null) {
            return validation.run(onnx, batch);
        }
        if (!retry) {
            return validation.run(candidate.model(), candidate.checkpoint(), batch);
        }
        return SmallerBatches.run(
                batch,
                size -> validation.run(candidate.model(), candidate.checkpoint(), size),
                size -> console.say("memory ran out; next with a batch of %d", size));
    }
}
