package io.github.timm4j.data.dataset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.timm4j.data.reader.Target;

/**
 * Makes arrays of pictures.
 *
 * @param <X> kind of picture
 */
@FunctionalInterface
public interface ArrayEncoder<X> {
    /**
     * Encodes one picture.
     *
     * @param manager owner of the arrays
     * @param input a picture
     * @return its arrays without a batch dimension, usually one {@code (channels, height, width)}
     */
    NDList encode(NDManager manager, X input);

    /**
     * Encodes a label.
     *
     * @param manager owner of the array
     * @param target a label
     * @return an int64 scalar, or float32 {@code (classes)}
     * @throws IllegalArgumentException for a list of classes, which has no fixed size: see {@link MultiLabelTarget}
     */
    static NDArray label(NDManager manager, Target target) {
        if (target instanceof Target.Index one) {
            return manager.create((long) one.value());
        }
        if (target instanceof Target.Dense dense) {
            return manager.create(dense.values());
        }
        throw new IllegalArgumentException(
                "a list of classes needs MultiLabelTarget before it becomes an array: " + target);
    }
}
