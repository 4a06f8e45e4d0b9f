package io.github.timm4j.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which intermediate features to return and how ({@code forward_intermediates}); start from {@link #all} or {@link #levels}.
 *
 * @param indices levels, negative from the end, or null for all
 * @param norm whether the model's final norm is applied to each level, where that makes sense
 * @param stopEarly whether the rest of the network is left out after the deepest level
 * @param intermediatesOnly whether the network's own output is left out of the answer
 * @param format shape of the levels
 * @param prefixTokens whether class and register tokens are returned too, for models that have them
 * @param extraBlocks whether indices count every block of the network, the stem first, instead of the levels, for models of
 *     mobile blocks
 */
public record FeatureRequest(
        @Nullable List<Integer> indices,
        boolean norm,
        boolean stopEarly,
        boolean intermediatesOnly,
        Format format,
        boolean prefixTokens,
        boolean extraBlocks) {

    /** Axis order of a level. */
    public enum Format {
        /** Maps {@code (B, C, H, W)}. */
        NCHW,
        /** Maps {@code (B, H, W, C)}. */
        NHWC,
        /** Tokens {@code (B, N, C)}. */
        NLC
    }

    /** Keeps an immutable copy of the indices. */
    public FeatureRequest {
        indices = indices == null ? null : List.copyOf(indices);
    }

    /**
     * All levels as maps, with the network's own output.
     *
     * @return the request
     */
    public static FeatureRequest all() {
        return new FeatureRequest(null, false, false, false, Format.NCHW, false, false);
    }

    /**
     * Some levels as maps, with the network's own output.
     *
     * @param indices negative ones count from the end
     * @return the request
     */
    public static FeatureRequest levels(int... indices) {
        return all().at(Arrays.stream(indices).boxed().toList());
    }

    /**
     * Other levels.
     *
     * @param value negative ones count from the end, null for all
     * @return a changed copy
     */
    public FeatureRequest at(@Nullable List<Integer> value) {
        return new FeatureRequest(value, norm, stopEarly, intermediatesOnly, format, prefixTokens, extraBlocks);
    }

    /**
     * With the final norm on each level.
     *
     * @return a changed copy
     */
    public FeatureRequest normed() {
        return new FeatureRequest(indices, true, stopEarly, intermediatesOnly, format, prefixTokens, extraBlocks);
    }

    /**
     * Without what follows the deepest level.
     *
     * @return a changed copy
     */
    public FeatureRequest stoppedEarly() {
        return new FeatureRequest(indices, norm, true, intermediatesOnly, format, prefixTokens, extraBlocks);
    }

    /**
     * Without the network's own output.
     *
     * @return a changed copy
     */
    public FeatureRequest only() {
        return new FeatureRequest(indices, norm, stopEarly, true, format, prefixTokens, extraBlocks);
    }

    /**
     * In another axis order.
     *
     * @param value the order
     * @return a changed copy
     */
    public FeatureRequest as(Format value) {
        return new FeatureRequest(indices, norm, stopEarly, intermediatesOnly, value, prefixTokens, extraBlocks);
    }

    /**
     * With class and register tokens.
     *
     * @return a changed copy
     */
    public FeatureRequest withPrefixTokens() {
        return new FeatureRequest(indices, norm, stopEarly, intermediatesOnly, format, true, extraBlocks);
    }

    /**
     * By blocks instead of levels.
     *
     * @return a changed copy
     */
    public FeatureRequest ofBlocks() {
        return new FeatureRequest(indices, norm, stopEarly, intermediatesOnly, format, prefixTokens, true);
    }

    /**
     * The levels as numbers from 0 ({@code feature_take_indices}).
     *
     * @param count number of levels that there are
     * @return the levels in the given order
     * @throws IllegalArgumentException where a level is out of range, or none is named
     */
    public List<Integer> resolve(int count) {
        return resolve(indices, count);
    }

    /**
     * Levels as numbers from 0.
     *
     * @param indices negative ones count from the end, null for all
     * @param count number of levels that there are
     * @return the levels in the given order
     * @throws IllegalArgumentException where a level is out of range, or none is named
     */
    public static List<Integer> resolve(@Nullable List<Integer> indices, int count) {
        List<Integer> resolved = new ArrayList<>();
        if (indices == null) {
            for (int i = 0; i < count; i++) {
                resolved.add(i);
            }
            return resolved;
        }
        if (indices.isEmpty()) {
            throw new IllegalArgumentException("expected at least one feature level, found none");
        }
        for (int index : indices) {
            int absolute = index < 0 ? count + index : index;
            if (absolute < 0 || absolute >= count) {
                throw new IllegalArgumentException(
                        "feature level " + index + " is out of range: the model has levels 0 to " + (count - 1));
            }
            resolved.add(absolute);
        }
        return resolved;
    }
}
