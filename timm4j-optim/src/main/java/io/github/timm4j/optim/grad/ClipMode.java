package io.github.timm4j.optim.grad;

/** Ways to clip gradients. */
public enum ClipMode {
    /** By the norm of all gradients together. */
    NORM,
    /** Each value by itself. */
    VALUE,
    /** By the norm of each unit against that of its weights. */
    AGC;

    /**
     * Finds a mode by name.
     *
     * @param name norm, value or agc
     * @return the mode
     * @throws IllegalArgumentException for another name
     */
    public static ClipMode of(String name) {
        return switch (name) {
            case "norm" -> NORM;
            case "value" -> VALUE;
            case "agc" -> AGC;
            default ->
                throw new IllegalArgumentException(
                        "Unknown clip mode '" + name + "', expected one of norm, value, agc");
        };
    }
}
