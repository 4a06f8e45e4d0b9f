package io.github.timm4j.data.mix;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;

/**
 * Labels as shares of classes.
 *
 * @param numClasses number of classes
 * @param smoothing share that is spread over all classes; for several labels, how far each moves towards one half
 * @param multiLabel whether labels are values per class already
 */
public record MixLabels(int numClasses, double smoothing, boolean multiLabel) {
    /**
     * One label a sample.
     *
     * @param numClasses number of classes
     * @param smoothing share that is spread over all classes
     * @return the labels
     */
    public static MixLabels single(int numClasses, double smoothing) {
        return new MixLabels(numClasses, smoothing, false);
    }

    /** {@code (N)} to {@code (N, classes)}. */
    float[][] dense(int[] labels) {
        requireSingle(true);
        float[][] rows = new float[labels.length][numClasses];
        for (int i = 0; i < rows.length; i++) {
            if (labels[i] < 0 || labels[i] >= numClasses) {
                throw new IllegalArgumentException("labels must be in [0, " + numClasses + "), got " + labels[i]);
            }
            Arrays.fill(rows[i], (float) off());
            rows[i][labels[i]] = (float) (1 - smoothing + off());
        }
        return rows;
    }

    /** {@code (N, classes)} to smoothed ones. */
    float[][] dense(float[][] values) {
        requireSingle(false);
        float[][] rows = new float[values.length][];
        for (int i = 0; i < rows.length; i++) {
            requireClasses(values[i].length);
            rows[i] = new float[numClasses];
            for (int c = 0; c < numClasses; c++) {
                rows[i][c] = values[i][c] * (float) (1 - smoothing) + (float) (0.5 * smoothing);
            }
        }
        return rows;
    }

    /** Either of these on the device, as a new array. */
    NDArray dense(NDArray target) {
        if (!multiLabel) {
            return oneHot(target);
        }
        requireClasses(target.getShape().dimension() == 2 ? target.getShape().get(1) : 0);
        NDArray values = target.toType(DataType.FLOAT32, true);
        values.muli(1 - smoothing);
        return values.addi(0.5 * smoothing);
    }

    /** Adds zero to each of the two values, so that both are as exact as on the host. */
    private NDArray oneHot(NDArray target) {
        try (NDManager scope = target.getManager().newSubManager()) {
            NDArray indices = target.toType(DataType.INT64, true);
            indices.attach(scope);
            NDArray hot = indices.oneHot(numClasses, DataType.FLOAT32);
            hot.attach(scope);
            NDArray cold = hot.mul(-off());
            cold.attach(target.getManager());
            cold.addi(off());
            return cold.addi(hot.muli(1 - smoothing + off()));
        }
    }

    private double off() {
        return smoothing / numClasses;
    }

    private void requireSingle(boolean single) {
        if (single == multiLabel) {
            throw new IllegalArgumentException(
                    multiLabel ? "several labels come as values per class" : "single labels come as class numbers");
        }
    }

    private void requireClasses(long found) {
        if (found != numClasses) {
            throw new IllegalArgumentException(
                    "labels must have " + numClasses + " values, one for each class, found " + found);
        }
    }
}
