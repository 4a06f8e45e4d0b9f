package io.github.timm4j.models.vit;

import static io.github.timm4j.models.vit.VisionTransformerSizes.of;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.Activation;
import io.github.timm4j.registry.Architecture;
import io.github.timm4j.registry.ModelFamily;

/** AIMv2: gated MLPs and root mean square norms, no bias anywhere in the blocks. */
@ModelFamily(
        value = "vision_transformer",
        paper = "Multimodal Autoregressive Pre-training of Large Vision Encoders",
        ref = "arXiv:2411.14402")
public enum AimV2s implements Architecture {
    AIMV2_LARGE_PATCH14_224(aimv2(1024, 8, 2.75)),
    AIMV2_LARGE_PATCH14_336(aimv2(1024, 8, 2.75)),
    AIMV2_LARGE_PATCH14_448(aimv2(1024, 8, 2.75)),
    AIMV2_HUGE_PATCH14_224(aimv2(1536, 12, 2.6667)),
    AIMV2_HUGE_PATCH14_336(aimv2(1536, 12, 2.6667)),
    AIMV2_HUGE_PATCH14_448(aimv2(1536, 12, 2.6667)),
    AIMV2_1B_PATCH14_224(aimv2(2048, 16, 2.75)),
    AIMV2_1B_PATCH14_336(aimv2(2048, 16, 2.75)),
    AIMV2_1B_PATCH14_448(aimv2(2048, 16, 2.75)),
    AIMV2_3B_PATCH14_224(aimv2(3072, 24, 2.6667)),
    AIMV2_3B_PATCH14_336(aimv2(3072, 24, 2.6667)),
    AIMV2_3B_PATCH14_448(aimv2(3072, 24, 2.6667));

    private final VisionTransformerConfig config;

    AimV2s(VisionTransformerConfig config) {
        this.config = config;
    }

    private static VisionTransformerConfig aimv2(int dim, int heads, double mlpRatio) {
        VisionTransformerConfig gap =
                of(14, dim, 24, heads).mlpRatio(mlpRatio).gap().noQkvBias().norm(NormType.RMSNORM_EPS5);
        return gap.withPatches(gap.patches().withEmbedNormLayer(NormType.RMSNORM_EPS5))
                .withBlocks(gap.blocks()
                        .withProjBias(false)
                        .withMlpLayer(MlpType.SWIGLU)
                        .withActLayer(Activation.SILU));
    }

    @Override
    public VisionTransformer build(ModelOptions options) {
        return new VisionTransformer(config.with(options.arguments()), options);
    }
}
