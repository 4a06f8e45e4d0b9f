package io.github.timm4j.models.vit;

/** Kinds of MLP in a vision transformer. */
public enum MlpType {
    /** Two linear maps. */
    MLP,
    /** Gated by its own other half. */
    GLU,
    /** Gated by a second linear map. */
    SWIGLU
}
