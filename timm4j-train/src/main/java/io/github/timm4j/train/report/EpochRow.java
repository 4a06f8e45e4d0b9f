package io.github.timm4j.train.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one epoch measured.
 *
 * @param epoch its number, from 0
 * @param train measured while training, in order: {@code loss} and others
 * @param eval measured in validation, in order: {@code loss}, {@code top1}, {@code top5}, …; empty where there was none
 * @param learningRate mean over the parameter groups, or null where it is not reported
 */
public record EpochRow(
        int epoch,
        Map<String, Double> train,
        Map<String, Double> eval,
        @Nullable Double learningRate) {
    /** Copies the values in their order. */
    public EpochRow {
        train = Collections.unmodifiableMap(new LinkedHashMap<>(train));
        eval = Collections.unmodifiableMap(new LinkedHashMap<>(eval));
    }
}
