package io.github.timm4j.data.reader;

/** How a list in a data set names the classes of a sample. */
public enum TargetFormat {
    /** The numbers of the classes that are on. */
    INDICES,
    /** A value per class. */
    MULTIHOT;

    /**
     * Finds a format by timm's name.
     *
     * @param name {@code indices} or {@code multihot}
     * @return the format
     * @throws IllegalArgumentException for another name
     */
    public static TargetFormat of(String name) {
        return switch (name) {
            case "indices" -> INDICES;
            case "multihot" -> MULTIHOT;
            default ->
                throw new IllegalArgumentException("target format must be indices or multihot, got '" + name + "'");
        };
    }
}
