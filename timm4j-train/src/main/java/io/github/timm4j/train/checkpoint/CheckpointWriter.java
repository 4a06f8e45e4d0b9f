package io.github.timm4j.train.checkpoint;

import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.Safetensors;
import io.github.timm4j.weights.TorchCheckpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;

/** Writes one checkpoint, whole or not at all. */
final class CheckpointWriter {
    static final int LAYOUT = 1;
    static final String STATES = "states";
    static final String STATE_KEY = "timm4j.state";

    private static final long PYTHON_VERSION = 2;

    private CheckpointWriter() {}

    static void write(
            Path path, CheckpointFormat format, TrainingState state, OptionalDouble metric, PlainValue.Dict saver) {
        boolean together = format == CheckpointFormat.TORCH;
        Map<String, PlainValue> tree = tree(state, together);
        metric.ifPresent(value -> tree.put("metric", PlainValue.of(value)));
        tree.put("saver", saver);
        try {
            if (together) {
                tree.put("timm4j", own(state, ""));
                TorchCheckpoints.write(path, PlainValue.dict(tree));
            } else {
                apart(path, state, tree);
            }
        } catch (UncheckedIOException e) {
            throw failure(path, e);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    private static void apart(Path path, TrainingState state, Map<String, PlainValue> tree) throws IOException {
        String name = UUID.randomUUID() + ".pth";
        tree.put("timm4j", own(state, name));
        Path folder = Files.createDirectories(path.resolveSibling(STATES));
        TorchCheckpoints.write(folder.resolve(name), PlainValue.dict(tree));
        Safetensors.write(
                path,
                state.model(),
                Map.of(
                        "format",
                        "pt",
                        "arch",
                        state.arch(),
                        "epoch",
                        Integer.toString(state.progress().epoch()),
                        STATE_KEY,
                        name));
    }

    static CheckpointException failure(Path path, Exception cause) {
        Throwable origin = cause.getCause() == null ? cause : cause.getCause();
        String reason = String.valueOf(origin.getMessage());
        String lower = reason.toLowerCase(Locale.ROOT);
        boolean full = List.of("no space left", "quota exceeded", "file too large", "not enough space").stream()
                .anyMatch(lower::contains);
        String told = full ? "no space left on the disk or in the quota (" + reason + ")" : reason;
        return new CheckpointException(
                "could not write checkpoint " + path + ": " + told
                        + "; nothing was left of it, and the checkpoints written before are untouched",
                cause);
    }

    private static Map<String, PlainValue> tree(TrainingState state, boolean withModel) {
        Map<String, PlainValue> tree = new LinkedHashMap<>();
        tree.put("epoch", PlainValue.of((long) state.progress().epoch()));
        tree.put("arch", PlainValue.of(state.arch()));
        tree.put("optimizer", state.optimizer());
        tree.put("version", PlainValue.of(PYTHON_VERSION));
        if (!state.arguments().isEmpty()) {
            tree.put("args", new PlainValue.Namespace(state.arguments()));
        }
        tree.putAll(state.entries());
        if (withModel) {
            tree.put("state_dict", PlainValue.tensors(state.model()));
        }
        if (!state.averages().isEmpty()) {
            tree.put("state_dict_ema", PlainValue.tensors(state.averages()));
        }
        return tree;
    }

    private static PlainValue.Dict own(TrainingState state, String id) {
        Map<String, PlainValue> own = new LinkedHashMap<>();
        Progress progress = state.progress();
        own.put("format", PlainValue.of((long) LAYOUT));
        own.put("updates", PlainValue.of(progress.updates()));
        own.put("seed", PlainValue.of(progress.seed()));
        if (progress.batches() != Progress.WHOLE_EPOCH) {
            own.put("batches", PlainValue.of((long) progress.batches()));
        }
        if (!state.own().scheduler().isEmpty()) {
            Map<String, PlainValue> arrays = new LinkedHashMap<>();
            state.own().scheduler().forEach((key, values) -> arrays.put(key, numbers(values)));
            own.put("scheduler", PlainValue.dict(arrays));
        }
        state.own().averageUpdates().ifPresent(count -> own.put("ema_updates", PlainValue.of(count)));
        if (!id.isEmpty()) {
            own.put("id", PlainValue.of(id));
        }
        return PlainValue.dict(own);
    }

    private static PlainValue numbers(double[] values) {
        List<PlainValue> items = new ArrayList<>();
        for (double value : values) {
            items.add(PlainValue.of(value));
        }
        return PlainValue.list(items);
    }
}
