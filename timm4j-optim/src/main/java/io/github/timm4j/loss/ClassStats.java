package io.github.timm4j.loss;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.timm4j.CorruptFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** How often each class occurs in a training set; immutable. */
public final class ClassStats {
    private final float[] posCounts;
    private final int numSamples;

    /**
     * Takes counts.
     *
     * @param posCounts samples with each class, copied
     * @param numSamples samples in all
     * @throws IllegalArgumentException where there is no class, or a count is not between 0 and the samples
     */
    public ClassStats(float[] posCounts, int numSamples) {
        if (posCounts.length == 0) {
            throw new IllegalArgumentException("class counts must not be empty");
        }
        for (float count : posCounts) {
            if (!(count >= 0 && count <= numSamples)) {
                throw new IllegalArgumentException(
                        "class counts must lie between 0 and the " + numSamples + " samples, got " + count);
            }
        }
        this.posCounts = posCounts.clone();
        this.numSamples = numSamples;
    }

    /**
     * Reads a JSON object with {@code pos_counts} and {@code num_samples}.
     *
     * @param file the file
     * @return the counts
     * @throws IOException where the file cannot be read
     * @throws CorruptFileException where it holds something else
     */
    public static ClassStats load(Path file) throws IOException {
        JsonNode stats;
        try {
            stats = new ObjectMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new CorruptFileException("class stats file " + file + " is not JSON", e);
        }
        if (!stats.path("pos_counts").isArray() || !stats.path("num_samples").isNumber()) {
            throw new CorruptFileException(
                    "class stats file " + file + " needs a list pos_counts and a number num_samples");
        }
        try {
            return new ClassStats(
                    WeightText.numbers(stats.get("pos_counts")),
                    stats.get("num_samples").intValue());
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException("class stats file " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Samples with each class.
     *
     * @return a copy
     */
    public float[] posCounts() {
        return posCounts.clone();
    }

    /**
     * Samples in all.
     *
     * @return how many
     */
    public int numSamples() {
        return numSamples;
    }

    @Override
    public String toString() {
        return "ClassStats(" + Arrays.toString(posCounts) + " of " + numSamples + ")";
    }
}
