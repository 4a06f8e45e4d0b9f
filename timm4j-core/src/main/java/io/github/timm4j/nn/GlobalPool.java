package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import java.util.List;
import java.util.Locale;

/**
 * Pools a feature map over its positions: {@code (B, C, H, W) -> (B, C * featMult)}
 * ({@code timm.layers.SelectAdaptivePool2d}).
 */
public final class GlobalPool extends Layer {
    private static final String FAST = "fast";
    private static final List<String> TYPES = List.of("", "avg", "max", "avgmax", "catavgmax");
    private static final AtenOp MEAN = AtenOp.unary("mean", new long[] {2, 3}, false);
    private static final AtenOp MEAN_KEEP = AtenOp.unary("mean", new long[] {2, 3}, true);
    private static final AtenOp MAX = AtenOp.unary("amax", new long[] {2, 3}, false);
    private static final AtenOp MAX_KEEP = AtenOp.unary("amax", new long[] {2, 3}, true);

    private final String name;
    private final String type;
    private final boolean flatten;

    /**
     * Pools to flat vectors.
     *
     * @param type {@code avg, max, avgmax, catavgmax}, their {@code fast} forms, or empty for no pooling
     */
    public GlobalPool(String type) {
        this(type, true);
    }

    /**
     * Pools to vectors or to maps of one position.
     *
     * @param type {@code avg, max, avgmax, catavgmax}, their {@code fast} forms, or empty for no pooling
     * @param flatten whether the two axes of size 1 are dropped
     */
    public GlobalPool(String type, boolean flatten) {
        this.name = type;
        this.type = plain(type.toLowerCase(Locale.ROOT));
        this.flatten = flatten;
        if (!TYPES.contains(this.type)) {
            throw new IllegalArgumentException("unknown pooling '" + type + "', known: " + TYPES);
        }
    }

    /**
     * The kind of pooling.
     *
     * @return timm's name as it was given, empty for none
     */
    public String type() {
        return name;
    }

    /**
     * Channels out for one channel in.
     *
     * @return 2 for {@code catavgmax}, else 1
     */
    public int featMult() {
        return type.equals("catavgmax") ? 2 : 1;
    }

    /** The fast forms of timm compute the same, and {@code fast} alone is the fast average. */
    private static String plain(String type) {
        if (type.equals(FAST)) {
            return "avg";
        }
        return type.startsWith(FAST) ? type.substring(FAST.length()) : type;
    }

    @Override
    protected NDArray forward(NDArray x) {
        return switch (type) {
            case "avg" -> mean(x);
            case "max" -> max(x);
            case "avgmax" -> average(mean(x), max(x));
            case "catavgmax" -> concatenated(mean(x), max(x));
            default -> x;
        };
    }

    private NDArray mean(NDArray x) {
        return Aten.call(flatten ? MEAN : MEAN_KEEP, x);
    }

    private NDArray max(NDArray x) {
        return Aten.call(flatten ? MAX : MAX_KEEP, x);
    }

    private static NDArray average(NDArray mean, NDArray max) {
        NDArray sum = mean.addi(max);
        free(max);
        return sum.muli(0.5f);
    }

    private static NDArray concatenated(NDArray mean, NDArray max) {
        NDArray both = mean.getNDArrayInternal().concat(new NDList(max), 1);
        free(mean);
        free(max);
        return both;
    }

    @Override
    protected boolean makesNew() {
        return !type.isEmpty();
    }
}
