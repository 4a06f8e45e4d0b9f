package io.github.timm4j.loss;

import ai.djl.ndarray.NDArray;
import java.util.Locale;

/** How the values of a loss become one. */
public enum Reduction {
    /** The mean of all values. */
    MEAN,
    /** The sum of all values over the batch size. */
    BATCHMEAN,
    /** The sum of all values. */
    SUM,
    /** Every value by itself. */
    NONE;

    /**
     * Finds a reduction by its lower-case name.
     *
     * @param name mean, batchmean, sum or none
     * @return the reduction
     * @throws IllegalArgumentException for another name
     */
    public static Reduction of(String name) {
        for (Reduction reduction : values()) {
            if (reduction.name().toLowerCase(Locale.ROOT).equals(name)) {
                return reduction;
            }
        }
        throw new IllegalArgumentException(
                "Unknown reduction '" + name + "', expected one of mean, batchmean, sum, none");
    }

    /** Reduces values whose first dimension is the batch. */
    NDArray apply(NDArray values) {
        return switch (this) {
            case MEAN -> values.mean();
            case BATCHMEAN -> values.sum().div(values.getShape().get(0));
            case SUM -> values.sum();
            case NONE -> values;
        };
    }
}
