package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link FeatureRequest}; all arrays belong to the input's manager.
 *
 * @param output the network's features before its head, or null where only intermediates were asked for
 * @param levels one array a level, in the order asked for
 * @param prefixTokens class and register tokens {@code (B, N, C)} of each level, empty unless asked for
 */
public record Intermediates(@Nullable NDArray output, NDList levels, NDList prefixTokens) {
    /**
     * An answer without prefix tokens.
     *
     * @param output the network's features before its head, or null
     * @param levels one array a level
     */
    public Intermediates(@Nullable NDArray output, NDList levels) {
        this(output, levels, new NDList());
    }

    /** All arrays, for the scope that must not free them. */
    NDList all() {
        NDList all = new NDList(levels);
        all.addAll(prefixTokens);
        if (output != null) {
            all.add(output);
        }
        return all;
    }
}
