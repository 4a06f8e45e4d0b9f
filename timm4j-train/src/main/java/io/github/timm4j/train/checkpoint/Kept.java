package io.github.timm4j.train.checkpoint;

import java.util.OptionalDouble;

/**
 * A numbered checkpoint that is kept.
 *
 * @param file its file name
 * @param metric what ranks it, empty where nothing was measured
 */
public record Kept(String file, OptionalDouble metric) {
    boolean ranked() {
        return metric.isPresent();
    }
}
