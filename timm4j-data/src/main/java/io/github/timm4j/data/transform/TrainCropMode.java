package io.github.timm4j.data.transform;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How training cuts pictures, under timm's names. */
public enum TrainCropMode {
    /** Random resized crop: a drawn part of the picture becomes the whole input. */
    RRC,
    /** Resize with the ratio kept, more or less, and cut out or pad at the centre. */
    RKRC,
    /** Resize with the ratio kept, more or less, and cut out or pad at a drawn place. */
    RKRR;

    /**
     * Finds a mode by timm's name.
     *
     * @param name such as {@code rrc}
     * @return the mode
     * @throws IllegalArgumentException where no mode has that name
     */
    public static TrainCropMode of(String name) {
        return Arrays.stream(values())
                .filter(mode -> mode.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown train crop mode '" + name
                        + "', expected one of "
                        + Arrays.stream(values()).map(Object::toString).collect(Collectors.joining(", "))));
    }

    /** timm's name. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
