package io.github.timm4j.cli;

import io.github.timm4j.registry.NaturalOrder;
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
            results = new ResultTable(List.of(
                    measure(only, new Validation(settings, console), settings, settings.flag("retry") ? runs : null)));
        } else {
            runs.run(candidates, candidate -> {
                Map<String, Object> row = measure(candidate, new Validation(settings, console), settings, runs);
                if (candidate.checkpoint() != null) {
                    row.put("checkpoint", candidate.checkpoint().toString());
                }
                return row;
            });
            results = runs.sorted("top1");
        }
        return runs.finish(results, single);
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

    /** With smaller batches where memory does not suffice, if there is who tries them. */
    private static Map<String, Object> measure(
            Candidate candidate, Validation validation, Settings settings, @Nullable BulkRun<Candidate> runs) {
        int batch = settings.count("batch_size");
        Path onnx = settings.path("onnx_input");
        if (onnx != null) {
            return validation.run(onnx, batch);
        }
        if (runs == null) {
            return validation.run(candidate.model(), candidate.checkpoint(), batch);
        }
        return runs.shrinking(size -> validation.run(candidate.model(), candidate.checkpoint(), size));
    }
}
