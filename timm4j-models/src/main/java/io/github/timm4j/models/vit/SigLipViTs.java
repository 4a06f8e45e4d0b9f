package io.github.timm4j.models.vit;

import static io.github.timm4j.models.vit.VisionTransformerSizes.base;
import static io.github.timm4j.models.vit.VisionTransformerSizes.large;
import static io.github.timm4j.models.vit.VisionTransformerSizes.of;
import static io.github.timm4j.nn.Activation.GELU_TANH;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.models.vit.VisionTransformerConfig.Checkpoints;
import io.github.timm4j.registry.Architecture;
import io.github.timm4j.registry.ModelFamily;

/** Picture towers of SigLIP and SigLIP 2, with attention pooling or, as {@code gap}, without. */
@ModelFamily(
        value = "vision_transformer",
        paper = "Sigmoid Loss for Language Image Pre-Training",
        ref = "arXiv:2303.15343")
public enum SigLipViTs implements Architecture {
    VIT_BASE_PATCH32_SIGLIP_256(base(32).siglip().activation(GELU_TANH)),
    VIT_BASE_PATCH32_SIGLIP_GAP_256(base(32).gap().activation(GELU_TANH)),
    VIT_BASE_PATCH16_SIGLIP_224(base(16).siglip()),
    VIT_BASE_PATCH16_SIGLIP_256(base(16).siglip()),
    VIT_BASE_PATCH16_SIGLIP_384(base(16).siglip()),
    VIT_BASE_PATCH16_SIGLIP_512(base(16).siglip()),
    VIT_BASE_PATCH16_SIGLIP_GAP_224(base(16).gap()),
    VIT_BASE_PATCH16_SIGLIP_GAP_256(base(16).gap()),
    VIT_BASE_PATCH16_SIGLIP_GAP_384(base(16).gap()),
    VIT_BASE_PATCH16_SIGLIP_GAP_512(base(16).gap()),
    VIT_LARGE_PATCH16_SIGLIP_256(large(16).siglip()),
    VIT_LARGE_PATCH16_SIGLIP_384(large(16).siglip()),
    VIT_LARGE_PATCH16_SIGLIP_512(large(16).siglip().activation(GELU_TANH)),
    VIT_LARGE_PATCH16_SIGLIP_GAP_256(large(16).gap()),
    VIT_LARGE_PATCH16_SIGLIP_GAP_384(large(16).gap()),
    VIT_LARGE_PATCH16_SIGLIP_GAP_512(large(16).gap().activation(GELU_TANH)),
    VIT_SO400M_PATCH16_SIGLIP_256(so400m(16).siglip().activation(GELU_TANH)),
    VIT_SO400M_PATCH16_SIGLIP_384(so400m(16).siglip().activation(GELU_TANH)),
    VIT_SO400M_PATCH16_SIGLIP_512(so400m(16).siglip().activation(GELU_TANH)),
    VIT_SO400M_PATCH16_SIGLIP_GAP_256(so400m(16).gap().activation(GELU_TANH)),
    VIT_SO400M_PATCH16_SIGLIP_GAP_384(so400m(16).gap().activation(GELU_TANH)),
    VIT_SO400M_PATCH16_SIGLIP_GAP_512(so400m(16).gap().activation(GELU_TANH)),
    VIT_SO400M_PATCH14_SIGLIP_224(so400m(14).siglip()),
    VIT_SO400M_PATCH14_SIGLIP_378(so400m(14).siglip()),
    VIT_SO400M_PATCH14_SIGLIP_384(so400m(14).siglip()),
    VIT_SO400M_PATCH14_SIGLIP_GAP_224(so400m(14).gap()),
    VIT_SO400M_PATCH14_SIGLIP_GAP_378(so400m(14).gap()),
    VIT_SO400M_PATCH14_SIGLIP_GAP_384(so400m(14).gap()),
    VIT_SO400M_PATCH14_SIGLIP_GAP_448(so400m(14).gap()),
    VIT_SO400M_PATCH14_SIGLIP_GAP_896(so400m(14).gap()),
    VIT_GIANTOPT_PATCH16_SIGLIP_256(giantOpt(16).siglip().activation(GELU_TANH)),
    VIT_GIANTOPT_PATCH16_SIGLIP_384(giantOpt(16).siglip().activation(GELU_TANH)),
    VIT_GIANTOPT_PATCH16_SIGLIP_GAP_256(giantOpt(16).gap().activation(GELU_TANH)),
    VIT_GIANTOPT_PATCH16_SIGLIP_GAP_384(giantOpt(16).gap().activation(GELU_TANH));

    private final VisionTransformerConfig config;

    SigLipViTs(VisionTransformerConfig config) {
        this.config = config.withCheckpoints(Checkpoints.WITH_ATTENTION_POOL);
    }

    private static VisionTransformerConfig so400m(int patch) {
        return of(patch, 1152, 27, 16).mlpRatio(3.7362);
    }

    private static VisionTransformerConfig giantOpt(int patch) {
        return of(patch, 1536, 40, 16);
    }

    @Override
    public VisionTransformer build(ModelOptions options) {
        return new VisionTransformer(config.with(options.arguments()), options);
    }
}
