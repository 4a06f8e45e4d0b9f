package io.github.timm4j.data.reader;

/** How much of a sample's path its name shows. */
public enum FilenameForm {
    /** The path below the root, or inside the archive. */
    RELATIVE,
    /** The last part only. */
    BASENAME,
    /** The whole path, where the sample is a file of its own; else as {@link #RELATIVE}. */
    ABSOLUTE
}
