package io.github.timm4j.data.mix;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * For what a mixture is drawn, under timm's names. The partner of a sample is the one at the same place from the end.
 */
public enum MixMode {
    /** Once for the whole batch. */
    BATCH,
    /** Once for both samples of a pair. */
    PAIR,
    /** For each sample. */
    ELEM,
    /** For each sample of the first half; the second half is only mixed in, and leaves the batch. */
    HALF;

    /**
     * Finds a mode by timm's name.
     *
     * @param name such as {@code batch}
     * @return the mode
     * @throws IllegalArgumentException where no mode has that name
     */
    public static MixMode of(String name) {
        return Arrays.stream(values())
                .filter(mode -> mode.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown mixup mode '" + name + "', expected one of "
                        + Arrays.stream(values()).map(Object::toString).collect(Collectors.joining(", "))));
    }

    /** timm's name. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
