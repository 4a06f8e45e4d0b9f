package io.github.timm4j.loss;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** Brings targets into the form that a loss computes with. */
final class Targets {
    private Targets() {}

    static boolean dense(NDArray logits, NDArray target) {
        return target.getShape().equals(logits.getShape());
    }

    /** Dense targets in the logits' type. */
    static NDArray asDense(NDArray logits, NDArray target) {
        if (!dense(logits, target)) {
            throw new IllegalArgumentException(
                    "expected dense targets " + logits.getShape() + " like the logits, got " + target.getShape());
        }
        return target.toType(logits.getDataType(), false);
    }

    /** Class indices as int64, {@code (batch, 1)}. */
    static NDArray asIndex(NDArray logits, NDArray target) {
        Shape shape = target.getShape();
        long batch = logits.getShape().get(0);
        if (!shape.equals(new Shape(batch)) && !shape.equals(new Shape(batch, 1))) {
            throw new IllegalArgumentException(
                    "expected class indices (" + batch + ") for logits " + logits.getShape() + ", got " + shape);
        }
        NDArray index = target.toType(DataType.INT64, false).reshape(batch, 1);
        checkRange(index, logits.getShape().get(1));
        return index;
    }

    /** True where a class is the target's: {@code (batch, classes)}. */
    static NDArray oneHot(NDArray logits, NDArray target) {
        long classes = logits.getShape().get(1);
        NDArray index = asIndex(logits, target);
        NDArray all = logits.getManager().arange(0, (int) classes, 1, DataType.INT64);
        return all.eq(index);
    }

    /** One value where a class is the target's, another elsewhere, in the logits' type. */
    static NDArray onOff(NDArray logits, NDArray target, double on, double off) {
        NDArray mask = oneHot(logits, target);
        NDArray ons = logits.getManager().full(logits.getShape(), (float) on, logits.getDataType());
        NDArray offs = logits.getManager().full(logits.getShape(), (float) off, logits.getDataType());
        return NDArrays.where(mask, ons, offs);
    }

    /** Moves independent binary targets towards one half. */
    static NDArray smoothed(NDArray dense, double smoothing) {
        return smoothing == 0 ? dense : dense.mul(1 - smoothing).add(0.5 * smoothing);
    }

    static void checkSmoothing(double smoothing) {
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException("smoothing must lie in [0, 1), got " + smoothing);
        }
    }

    /** Only in main memory: on a GPU, where the engine checks, reading the indices would hold up the stream. */
    private static void checkRange(NDArray index, long classes) {
        if (!index.getDevice().equals(Device.cpu())) {
            return;
        }
        for (long value : index.toLongArray()) {
            if (value < 0 || value >= classes) {
                throw new IllegalArgumentException(
                        "class index " + value + " is not below the " + classes + " classes");
            }
        }
    }
}
