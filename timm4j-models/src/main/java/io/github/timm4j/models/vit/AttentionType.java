package io.github.timm4j.models.vit;

import io.github.timm4j.config.Name;

/** Kinds of attention in a vision transformer. */
public enum AttentionType {
    /** Scaled dot products. */
    @Name({"attn", ""})
    ATTN,
    /** The difference of two attention maps. */
    DIFF
}
