package io.github.timm4j.models.vit;

import static io.github.timm4j.models.vit.VisionTransformerSizes.base;
import static io.github.timm4j.models.vit.VisionTransformerSizes.giant;
import static io.github.timm4j.models.vit.VisionTransformerSizes.gigantic;
import static io.github.timm4j.models.vit.VisionTransformerSizes.huge;
import static io.github.timm4j.models.vit.VisionTransformerSizes.large;
import static io.github.timm4j.models.vit.VisionTransformerSizes.of;
import static io.github.timm4j.nn.Activation.QUICK_GELU;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.registry.Architecture;
import io.github.timm4j.registry.ModelFamily;

/** Picture towers of CLIP and its kin. */
@ModelFamily(
        value = "vision_transformer",
        paper = "Learning Transferable Visual Models From Natural Language Supervision",
        ref = "arXiv:2103.00020")
public enum ClipViTs implements Architecture {
    VIT_XSMALL_PATCH16_CLIP_224(of(16, 256, 10, 4).clip()),
    VIT_MEDIUM_PATCH32_CLIP_224(of(32, 512, 12, 8).clip()),
    VIT_MEDIUM_PATCH16_CLIP_224(of(16, 512, 12, 8).clip()),
    VIT_BETWIXT_PATCH32_CLIP_224(of(32, 640, 12, 10).clip()),
    VIT_BASE_PATCH32_CLIP_224(base(32).clip()),
    VIT_BASE_PATCH32_CLIP_256(base(32).clip()),
    VIT_BASE_PATCH32_CLIP_384(base(32).clip()),
    VIT_BASE_PATCH32_CLIP_448(base(32).clip()),
    VIT_BASE_PATCH32_CLIP_QUICKGELU_224(base(32).clip().activation(QUICK_GELU)),
    VIT_BASE_PATCH16_CLIP_224(base(16).clip()),
    VIT_BASE_PATCH16_CLIP_384(base(16).clip()),
    VIT_BASE_PATCH16_CLIP_QUICKGELU_224(base(16).clip().activation(QUICK_GELU)),
    VIT_BASE_PATCH16_PLUS_CLIP_240(of(16, 896, 12, 14).clip()),
    VIT_LARGE_PATCH14_CLIP_224(large(14).clip()),
    VIT_LARGE_PATCH14_CLIP_336(large(14).clip()),
    VIT_LARGE_PATCH14_CLIP_QUICKGELU_224(large(14).clip().activation(QUICK_GELU)),
    VIT_LARGE_PATCH14_CLIP_QUICKGELU_336(large(14).clip().activation(QUICK_GELU)),
    VIT_HUGE_PATCH14_CLIP_224(huge(14).clip()),
    VIT_HUGE_PATCH14_CLIP_336(huge(14).clip()),
    VIT_HUGE_PATCH14_CLIP_378(huge(14).clip()),
    VIT_HUGE_PATCH14_CLIP_QUICKGELU_224(huge(14).clip().activation(QUICK_GELU)),
    VIT_HUGE_PATCH14_CLIP_QUICKGELU_378(huge(14).clip().activation(QUICK_GELU)),
    VIT_GIANT_PATCH14_CLIP_224(giant(14).clip()),
    VIT_GIGANTIC_PATCH14_CLIP_224(gigantic(14).clip()),
    VIT_GIGANTIC_PATCH14_CLIP_378(gigantic(14).clip()),
    VIT_GIGANTIC_PATCH14_CLIP_QUICKGELU_224(gigantic(14).clip().activation(QUICK_GELU));

    private final VisionTransformerConfig config;

    ClipViTs(VisionTransformerConfig config) {
        this.config = config;
    }

    @Override
    public VisionTransformer build(ModelOptions options) {
        return new VisionTransformer(config.with(options.arguments()), options);
    }
}
