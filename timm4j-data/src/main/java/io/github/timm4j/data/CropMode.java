package io.github.timm4j.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a picture is brought to the input's shape, under timm's names. */
public enum CropMode {
    /** Resize so that the shorter side fits, cut out the centre. */
    CENTER,
    /** Resize both sides, losing the aspect ratio, cut out the centre. */
    SQUASH,
    /** Resize so that the longer side fits, fill the rest with the mean colour. */
    BORDER;

    /**
     * Finds a mode by timm's name.
     *
     * @param name such as {@code center}
     * @return the mode
     * @throws IllegalArgumentException where no mode has that name
     */
    public static CropMode of(String name) {
        for (CropMode each : values()) {
            if (each.toString().equals(name)) {
                return each;
            }
        }
        String known = Arrays.stream(values()).map(Object::toString).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("unknown crop mode '" + name + "', expected one of " + known);
    }

    /** timm's name. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
