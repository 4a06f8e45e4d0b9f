package io.github.timm4j.data.dataset;

import io.github.timm4j.data.reader.Target;
import java.util.function.UnaryOperator;

/**
 * Makes a value per class of a label with several classes: 1 for those listed, 0 for the others; or checks a label that
 * has its values already. Source: timm.data.target_transforms.
 *
 * @param numClasses length of the result
 * @param dense whether labels have a value per class, each in [0, 1], instead of a list of classes
 */
public record MultiLabelTarget(int numClasses, boolean dense) implements UnaryOperator<Target> {
    /**
     * Checks the number of classes.
     *
     * @throws IllegalArgumentException where it is not positive
     */
    public MultiLabelTarget {
        if (numClasses <= 0) {
            throw new IllegalArgumentException("the number of classes must be positive, got " + numClasses);
        }
    }

    /**
     * Transforms a label.
     *
     * @param target a list of classes, or a value per class
     * @return {@code (numClasses)} values
     * @throws IllegalArgumentException where it is of another kind, a class or value is out of range, or the length
     *     differs
     */
    @Override
    public Target.Dense apply(Target target) {
        if (dense && target instanceof Target.Dense values) {
            return checked(values);
        }
        if (!dense && target instanceof Target.Indices indices) {
            return encode(indices);
        }
        throw new IllegalArgumentException(
                "expected " + (dense ? "a value per class" : "a list of classes") + ", got " + target);
    }

    private Target.Dense encode(Target.Indices indices) {
        float[] values = new float[numClasses];
        for (int index : indices.values()) {
            if (index < 0 || index >= numClasses) {
                throw new IllegalArgumentException("classes must be in [0, " + numClasses + "), got " + index);
            }
            values[index] = 1;
        }
        return new Target.Dense(values);
    }

    private Target.Dense checked(Target.Dense target) {
        float[] values = target.values();
        if (values.length != numClasses) {
            throw new IllegalArgumentException("expected " + numClasses + " values, got " + values.length);
        }
        for (float value : values) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("values per class must be in [0, 1], got " + value);
            }
        }
        return target;
    }
}
