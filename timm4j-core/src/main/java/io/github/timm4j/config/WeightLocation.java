package io.github.timm4j.config;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.config.PretrainedCfg.Weights;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The place that weights are loaded from. */
public sealed interface WeightLocation {
    /**
     * Arrays in memory.
     *
     * @param arrays state-dict name to array
     */
    record InMemory(Map<String, NDArray> arrays) implements WeightLocation {}

    /**
     * One file.
     *
     * @param path the file
     */
    record LocalFile(Path path) implements WeightLocation {}

    /**
     * A folder with {@code config.json} and weights.
     *
     * @param path the folder
     */
    record LocalDir(Path path) implements WeightLocation {}

    /**
     * A hub repository.
     *
     * @param id {@code owner/model} with an optional {@code @revision}
     * @param filename the file in it, null for the usual names
     */
    record Hub(String id, @Nullable String filename) implements WeightLocation {}

    /**
     * A file on the web.
     *
     * @param address the URL
     * @param filename the name in the cache, null for the address's last part
     */
    record Web(String address, @Nullable String filename) implements WeightLocation {}

    /** Nowhere: the configuration names no weights. */
    record Nowhere() implements WeightLocation {}

    /**
     * Picks the place to load from, as timm does.
     *
     * @param weights what the configuration says
     * @return the place
     * @throws IllegalArgumentException where the source is {@code hf-hub} or {@code local-dir} and the id or folder is
     *     missing
     */
    static WeightLocation of(Weights weights) {
        if ("hf-hub".equals(weights.source())) {
            return new Hub(required(weights.hfHubId(), "hf_hub_id", weights), emptyToNull(weights.hfHubFilename()));
        }
        if ("local-dir".equals(weights.source())) {
            return new LocalDir(Path.of(required(weights.file(), "file", weights)));
        }
        if (weights.stateDict() != null && !weights.stateDict().isEmpty()) {
            return new InMemory(weights.stateDict());
        }
        String file = emptyToNull(weights.file());
        if (file != null) {
            return new LocalFile(Path.of(file));
        }
        String id = emptyToNull(weights.hfHubId());
        if (id != null) {
            return new Hub(id, emptyToNull(weights.hfHubFilename()));
        }
        return weights.url() == null
                ? new Nowhere()
                : new Web(weights.url().address(), weights.url().filename());
    }

    private static String required(@Nullable String value, String field, Weights weights) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(
                    "source \"" + weights.source() + "\" needs the field " + field + ", which is not set");
        }
        return value;
    }

    private static @Nullable String emptyToNull(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }
}
