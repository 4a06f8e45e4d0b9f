package io.github.timm4j.train.checkpoint;

import io.github.timm4j.weights.TensorType;
import io.github.timm4j.weights.WeightTensor;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The mean of the weights of several checkpoints, summed in double precision and stored in single.
 *
 * <p>Source: timm's {@code avg_checkpoints.py}. Weights that only some files have are averaged over those.
 */
public final class CheckpointAverage {
    private static final int PIECE = 1 << 17;

    private CheckpointAverage() {}

    /**
     * What was done.
     *
     * @param selected the files that were averaged
     * @param written the file that was written
     */
    public record Averaged(List<Path> selected, PublishedWeights written) {
        /** Copies the list. */
        public Averaged {
            selected = List.copyOf(selected);
        }
    }

    /**
     * Finds checkpoints, averages their weights and writes the mean.
     *
     * @param options which and where to
     * @return the files used and the file written
     * @throws CheckpointException where the output exists already, no checkpoint was found, or writing fails
     * @throws io.github.timm4j.CorruptFileException where a checkpoint is malformed
     */
    public static Averaged run(AverageOptions options) {
        Path output = PublishedWeights.withExtension(options.output(), options.safetensors());
        if (Files.exists(output)) {
            throw new CheckpointException("output " + output + " exists already; choose another name or remove it");
        }
        List<Path> selected = select(options);
        if (selected.isEmpty()) {
            throw new CheckpointException("no checkpoints to average: nothing in " + options.input() + " matches "
                    + options.filter() + (options.sort() ? " and has a metric" : ""));
        }
        return new Averaged(
                selected, PublishedWeights.write(output, mean(selected, options.useEma()), options.safetensors()));
    }

    private static List<Path> select(AverageOptions options) {
        List<Path> found = CheckpointSearch.find(options.input(), options.filter());
        if (!options.sort()) {
            return found;
        }
        Map<Path, Double> metrics = new LinkedHashMap<>();
        for (Path file : found) {
            try (Checkpoint checkpoint = Checkpoint.open(file)) {
                OptionalDouble metric = checkpoint.metric();
                metric.ifPresent(value -> metrics.put(file, value));
            }
        }
        List<Path> ranked = metrics.entrySet().stream()
                .sorted(Comparator.comparingDouble(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .toList();
        return ranked.subList(Math.max(0, ranked.size() - options.count()), ranked.size());
    }

    /**
     * Averages weights without writing them.
     *
     * @param files at least one checkpoint
     * @param useEma whether averaged weights are preferred to the model's
     * @return tensors of type F32 in the order of their first appearance
     * @throws CheckpointException where shapes of one name differ
     */
    public static Map<String, WeightTensor> mean(List<Path> files, boolean useEma) {
        List<Checkpoint> open = new ArrayList<>();
        try {
            List<Map<String, WeightTensor>> weights = new ArrayList<>();
            Set<String> keys = new LinkedHashSet<>();
            for (Path file : files) {
                Checkpoint checkpoint = Checkpoint.open(file);
                open.add(checkpoint);
                weights.add(checkpoint.weights(useEma));
                keys.addAll(checkpoint.weights(useEma).keySet());
            }
            Map<String, WeightTensor> mean = new LinkedHashMap<>();
            for (String key : keys) {
                List<WeightTensor> parts = weights.stream()
                        .filter(map -> map.containsKey(key))
                        .map(map -> map.get(key))
                        .toList();
                mean.put(key, mean(key, parts));
            }
            return mean;
        } finally {
            open.forEach(Checkpoint::close);
        }
    }

    private static WeightTensor mean(String key, List<WeightTensor> parts) {
        WeightTensor first = parts.get(0);
        float[] mean = new float[Math.toIntExact(first.elements())];
        for (WeightTensor part : parts) {
            if (!Arrays.equals(part.shape(), first.shape())) {
                throw new CheckpointException("the checkpoints are of different models: " + key + " is " + first
                        + " in one and " + part + " in another");
            }
        }
        for (int at = 0; at < mean.length; at += PIECE) {
            double[] sum = new double[Math.min(PIECE, mean.length - at)];
            for (WeightTensor part : parts) {
                DoubleBuffer values = part.to(TensorType.F64)
                        .slice((long) at * Double.BYTES, sum.length * Double.BYTES)
                        .asDoubleBuffer();
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += values.get(i);
                }
            }
            for (int i = 0; i < sum.length; i++) {
                mean[at + i] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, sum[i] / parts.size()));
            }
        }
        return WeightTensor.of(mean, first.shape());
    }
}
