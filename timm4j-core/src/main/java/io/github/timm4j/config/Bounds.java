package io.github.timm4j.config;

import org.jspecify.annotations.Nullable;

/** Checks of numbers that callers choose. */
public final class Bounds {
    private Bounds() {}

    /**
     * Checks a count or a size.
     *
     * @param name what the message calls it
     * @param least smallest allowed value
     * @param value the number, or null for none
     * @throws IllegalArgumentException where it is smaller
     */
    public static void atLeast(String name, int least, @Nullable Integer value) {
        if (value != null && value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", found " + value);
        }
    }

    /**
     * Checks a probability.
     *
     * @param name what the message calls it
     * @param value the number, or null for none
     * @throws IllegalArgumentException where it lies outside of 0 to 1
     */
    public static void rate(String name, @Nullable Double value) {
        if (value != null && !(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to 1, found " + value);
        }
    }
}
