package io.github.timm4j.train.config;

import io.github.timm4j.config.Name;

/** How running statistics of several workers become one after an epoch. */
public enum DistBn {
    /** The first worker's count. */
    BROADCAST,
    /** Their mean. */
    REDUCE,
    /** Each worker keeps its own; the first worker's are saved. */
    @Name({"", "none"})
    NONE
}
