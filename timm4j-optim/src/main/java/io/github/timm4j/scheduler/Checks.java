package io.github.timm4j.scheduler;

import java.util.Locale;

/** Checks that several schedules share. */
final class Checks {
    private Checks() {}

    static void lengthAndMinimum(long length, double min) {
        if (length <= 0) {
            throw new IllegalArgumentException("t_initial must be above 0, got " + length);
        }
        if (!(min >= 0)) {
            throw new IllegalArgumentException("lr_min must be 0 or more, got " + min);
        }
    }

    /** The constant of an enum whose lower-case name is given. */
    static <E extends Enum<E>> E named(E[] constants, String what, String name) {
        StringBuilder known = new StringBuilder();
        for (E constant : constants) {
            String own = constant.name().toLowerCase(Locale.ROOT);
            if (own.equals(name)) {
                return constant;
            }
            known.append(known.isEmpty() ? "" : ", ").append(own);
        }
        throw new IllegalArgumentException("Unknown " + what + " '" + name + "', expected one of " + known);
    }
}
