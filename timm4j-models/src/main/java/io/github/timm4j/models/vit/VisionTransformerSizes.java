package io.github.timm4j.models.vit;

import io.github.timm4j.nn.Activation;

/** The standard sizes of vision transformers, from which the configurations of the variants start. */
public final class VisionTransformerSizes {
    private VisionTransformerSizes() {}

    /**
     * The original form: class token, positions, layer norm.
     *
     * @param patch side of a patch
     * @param dim features of a token
     * @param depth number of blocks
     * @param heads heads of an attention
     * @return the configuration
     */
    public static VisionTransformerConfig of(int patch, int dim, int depth, int heads) {
        return new VisionTransformerConfig(
                new VisionTransformerConfig.Patches(224, patch, false, false, null),
                new VisionTransformerConfig.Width(dim, depth, heads, 4),
                new VisionTransformerConfig.Tokens(true, 0, PosEmbed.LEARN, false),
                new VisionTransformerConfig.Blocks(
                        BlockType.PLAIN, AttentionType.ATTN, MlpType.MLP, Activation.GELU, true, true, null),
                new VisionTransformerConfig.Norms(NormType.LAYERNORM, false, true, null, false, false, false),
                new VisionTransformerConfig.Pooling("token", false),
                new VisionTransformerConfig.Weights(WeightInit.TIMM, false),
                VisionTransformerConfig.Checkpoints.BICUBIC);
    }

    /**
     * Tiny, 5.7 M parameters.
     *
     * @param patch side of a patch
     * @return the configuration
     */
    public static VisionTransformerConfig tiny(int patch) {
        return of(patch, 192, 12, 3);
    }

    /**
     * Small, 22 M parameters.
     *
     * @param patch side of a patch
     * @return the configuration
     */
    public static VisionTransformerConfig small(int patch) {
        return of(patch, 384, 12, 6);
    }

    /**
     * Base, 86 M parameters.
     *
     * @param patch side of a patch
     * @return the configuration
     */
    public static VisionTransformerConfig base(int patch) {
        return of(patch, 768, 12, 12);
    }

    /**
     * Large, 304 M parameters.
     *
     * @param patch side of a patch
     * @return the configuration
     */
    public static VisionTransformerConfig large(int patch) {
        return of(patch, 1024, 24, 16);
    }

    /**
     * Huge, 632 M parameters.
     *
     * @param patch side of a patch
     * @return the configuration
     */
    public static VisionTransformerConfig huge(int patch) {
        return of(patch, 1280, 32, 16);
    }

    /**
     * Giant, 1.0 G parameters.
     *
     * @param patch side of a patch
     * @return the configuration
     */
    public static VisionTransformerConfig giant(int patch) {
        return of(patch, 1408, 40, 16).mlpRatio(48.0 / 11);
    }

    /**
     * Gigantic, 1.8 G parameters.
     *
     * @param patch side of a patch
     * @return the configuration
     */
    public static VisionTransformerConfig gigantic(int patch) {
        return of(patch, 1664, 48, 16).mlpRatio(64.0 / 13);
    }
}
