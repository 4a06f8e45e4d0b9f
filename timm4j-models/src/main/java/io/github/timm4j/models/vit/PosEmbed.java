package io.github.timm4j.models.vit;

import io.github.timm4j.config.Name;

/** Position embeddings of a vision transformer. */
public enum PosEmbed {
    /** Learnt. */
    LEARN,
    /** None. */
    @Name({"none", ""})
    NONE
}
