package io.github.timm4j.models.vit;

/** Kinds of transformer block. */
public enum BlockType {
    /** Attention, then MLP, each behind a norm. */
    PLAIN,
    /** Attention, then MLP, each before a norm. */
    RES_POST,
    /** Attention and MLP side by side from one projection, as in ViT-22B. */
    PARALLEL_SCALING,
    /** Two attentions side by side, then two MLPs. */
    PARALLEL_THINGS,
    /** As parallel scaling, with differential attention. */
    DIFF_PARALLEL_SCALING
}
