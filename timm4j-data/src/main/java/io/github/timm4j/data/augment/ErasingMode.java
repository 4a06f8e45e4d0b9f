package io.github.timm4j.data.augment;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What erased pixels become, under timm's names. */
public enum ErasingMode {
    /** Zero, which is the mean colour of normalised pictures. */
    CONST,
    /** One normally distributed value for each channel of a box. */
    RAND,
    /** A normally distributed value for each sample. */
    PIXEL;

    /**
     * Finds a mode by timm's name.
     *
     * @param name such as {@code pixel}; the empty name is that of {@link #CONST}
     * @return the mode
     * @throws IllegalArgumentException where no mode has that name
     */
    public static ErasingMode of(String name) {
        String known = name.isEmpty() ? CONST.toString() : name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(mode -> mode.toString().equals(known))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown erasing mode '" + name + "', expected one of "
                        + Arrays.stream(values()).map(Object::toString).collect(Collectors.joining(", "))));
    }

    /** timm's name. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
