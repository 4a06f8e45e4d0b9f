package io.github.timm4j.train.checkpoint;

import io.github.timm4j.CorruptFileException;
import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.WeightFile;
import io.github.timm4j.weights.WeightFiles;
import io.github.timm4j.weights.WeightFormat;
import io.github.timm4j.weights.WeightTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An open checkpoint, of this library or of Python's timm. Tensors are read when they are used, so it stays open as long.
 */
public final class Checkpoint implements AutoCloseable {
    private final Path path;
    private final WeightFile weights;
    private final @Nullable WeightFile state;
    private final PlainValue tree;

    private Checkpoint(Path path, WeightFile weights, @Nullable WeightFile state) {
        this.path = path;
        this.weights = weights;
        this.state = state;
        this.tree = (state == null ? weights : state).content();
    }

    /**
     * Opens a checkpoint: reads its structure, no weights.
     *
     * @param path a {@code .pth.tar} or {@code .safetensors} file, told apart by content
     * @return the open checkpoint
     * @throws CorruptFileException where a file is malformed or truncated
     * @throws CheckpointException where there is no such file, or the state that belongs to the weights is missing
     * @throws java.io.UncheckedIOException where a file cannot be read
     */
    public static Checkpoint open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new CheckpointException("no checkpoint at " + path);
        }
        WeightFile weights = WeightFiles.open(path);
        try {
            String name = weights.metadata().get(CheckpointWriter.STATE_KEY);
            return new Checkpoint(path, weights, name == null ? null : state(path, name));
        } catch (RuntimeException | Error e) {
            weights.close();
            throw e;
        }
    }

    private static WeightFile state(Path path, String name) {
        Path file = path.resolveSibling(CheckpointWriter.STATES).resolve(name);
        if (!name.matches("[0-9a-f-]+\\.pth") || !Files.isRegularFile(file)) {
            throw new CheckpointException("the state of the run that belongs to " + path + " is missing, expected at "
                    + file + "; the weights alone can be loaded as a model's");
        }
        WeightFile state = WeightFiles.open(file);
        PlainValue own = state.content() instanceof PlainValue.Dict dict ? dict.get("timm4j") : null;
        if (!(own instanceof PlainValue.Dict entries)
                || !PlainFields.text(entries.get("id")).equals(name)) {
            state.close();
            throw new CorruptFileException(file + " does not name itself: it is not the state that belongs to " + path);
        }
        return state;
    }

    /**
     * The file.
     *
     * @return its path as it was opened
     */
    public Path path() {
        return path;
    }

    /**
     * The epoch after or within which it was written.
     *
     * @return from 0, empty for a file of weights alone
     */
    public OptionalInt epoch() {
        OptionalLong epoch = PlainFields.integer(entry("epoch"));
        return epoch.isPresent() ? OptionalInt.of(Math.toIntExact(epoch.getAsLong())) : OptionalInt.empty();
    }

    /**
     * Where a run goes on: with the next epoch, but within the same one after a recovery file of this library. Python's
     * files of version 1 counted the epoch up before they were written.
     *
     * @return the place, {@link Resume#START} for a file of weights alone
     */
    public Resume resume() {
        OptionalInt epoch = epoch();
        if (epoch.isEmpty()) {
            return Resume.START;
        }
        OptionalLong batches = PlainFields.integer(own("batches"));
        boolean over =
                batches.isEmpty() && PlainFields.integer(entry("version")).orElse(1) > 1;
        return new Resume(
                epoch.getAsInt() + (over ? 1 : 0),
                Math.toIntExact(batches.orElse(0)),
                PlainFields.integer(own("updates")),
                PlainFields.integer(own("seed")));
    }

    /**
     * What ranks the checkpoint: {@code metric}, or of {@code metrics} the one that {@code metric_name} names.
     *
     * @return the metric, empty where nothing was measured
     */
    public OptionalDouble metric() {
        if (entry("metric") != null) {
            return PlainFields.number(entry("metric"));
        }
        return PlainFields.number(PlainFields.entries(entry("metrics")).get(PlainFields.text(entry("metric_name"))));
    }

    /**
     * The architecture.
     *
     * @return its name, empty where the file does not say
     */
    public String arch() {
        return PlainFields.text(entry("arch"));
    }

    /**
     * The run's options.
     *
     * @return plain values under timm's names, empty where the file has none
     */
    public Map<String, PlainValue> arguments() {
        return PlainFields.entries(entry("args"));
    }

    /**
     * The model's weights.
     *
     * @return tensors by name, without prefixes of wrappers
     */
    public Map<String, WeightTensor> model() {
        return weights.stateDict(false);
    }

    /**
     * The averaged weights.
     *
     * @return tensors by name, empty where none were kept
     */
    public Map<String, WeightTensor> averages() {
        boolean kept = entry("state_dict_ema") != null || entry("model_ema") != null;
        return kept ? (state == null ? weights : state).stateDict(true) : Map.of();
    }

    /**
     * Weights to evaluate or publish.
     *
     * @param useEma whether averaged ones are preferred
     * @return tensors by name
     */
    public Map<String, WeightTensor> weights(boolean useEma) {
        Map<String, WeightTensor> averages = useEma ? averages() : Map.of();
        return averages.isEmpty() ? model() : averages;
    }

    /**
     * Tells whether it holds more than weights.
     *
     * @return false for published weights
     */
    public boolean hasTrainingState() {
        return entry("optimizer") != null;
    }

    /**
     * One of its entries.
     *
     * @param key such as {@code optimizer}, {@code amp_scaler} or {@code task_state}
     * @return the entry, empty where there is none
     */
    public Optional<PlainValue> state(String key) {
        return Optional.ofNullable(entry(key));
    }

    /** The scheduler's arrays, empty where the file has none. */
    Map<String, double[]> scheduler() {
        return PlainFields.arrays(own("scheduler"));
    }

    /** How often the averages moved. */
    OptionalLong averageUpdates() {
        return PlainFields.integer(own("ema_updates"));
    }

    /**
     * The kind of file.
     *
     * @return safetensors for weights with their state beside them
     */
    public WeightFormat format() {
        return weights.format();
    }

    private @Nullable PlainValue entry(String key) {
        return tree instanceof PlainValue.Dict dict ? dict.get(key) : null;
    }

    private @Nullable PlainValue own(String key) {
        return entry("timm4j") instanceof PlainValue.Dict own ? own.get(key) : null;
    }

    /** Ends reading; closing twice is harmless. */
    @Override
    public void close() {
        weights.close();
        if (state != null) {
            state.close();
        }
    }
}
