package io.github.timm4j.data.dataset;

import io.github.timm4j.data.reader.Target;

/**
 * A picture and its label.
 *
 * @param input decoded and transformed
 * @param target the label
 * @param name file name as the data set gives it
 * @param <X> kind of picture
 */
public record Example<X>(X input, Target target, String name) {
    /**
     * Another picture with the same label.
     *
     * @param newInput the picture
     * @param <Y> kind of picture
     * @return a copy
     */
    public <Y> Example<Y> with(Y newInput) {
        return new Example<>(newInput, target, name);
    }
}
