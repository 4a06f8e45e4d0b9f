package io.github.timm4j.optim.rule;

import java.util.ArrayList;
import java.util.List;

/** Reads lists of numbers. */
final class Numbers {
    private Numbers() {}

    static List<Double> list(Object value) {
        if (!(value instanceof List<?> items)) {
            throw new IllegalArgumentException("expected a list of numbers, found " + value);
        }
        List<Double> numbers = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof Number number)) {
                throw new IllegalArgumentException("expected a list of numbers, found " + value);
            }
            numbers.add(number.doubleValue());
        }
        return numbers;
    }
}
