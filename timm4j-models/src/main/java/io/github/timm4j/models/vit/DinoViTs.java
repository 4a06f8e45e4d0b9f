package io.github.timm4j.models.vit;

import static io.github.timm4j.models.vit.VisionTransformerSizes.base;
import static io.github.timm4j.models.vit.VisionTransformerSizes.large;
import static io.github.timm4j.models.vit.VisionTransformerSizes.of;
import static io.github.timm4j.models.vit.VisionTransformerSizes.small;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.registry.Architecture;
import io.github.timm4j.registry.ModelFamily;

/** DINOv2 and TIPSv2, with and without register tokens. */
@ModelFamily(
        value = "vision_transformer",
        paper = "DINOv2: Learning Robust Visual Features without Supervision",
        ref = "arXiv:2304.07193")
public enum DinoViTs implements Architecture {
    VIT_SMALL_PATCH14_DINOV2(small(14).layerScale(1e-5)),
    VIT_SMALL_PATCH14_REG4_DINOV2(small(14).layerScale(1e-5).registers(4).patchPositions()),
    VIT_BASE_PATCH14_DINOV2(base(14).layerScale(1e-5)),
    VIT_BASE_PATCH14_REG1_TIPSV2(base(14).layerScale(1.0).registers(1).patchPositions()),
    VIT_BASE_PATCH14_REG4_DINOV2(base(14).layerScale(1e-5).registers(4).patchPositions()),
    VIT_LARGE_PATCH14_DINOV2(large(14).layerScale(1e-5)),
    VIT_LARGE_PATCH14_REG1_TIPSV2(large(14).layerScale(1.0).registers(1).patchPositions()),
    VIT_LARGE_PATCH14_REG4_DINOV2(large(14).layerScale(1e-5).registers(4).patchPositions()),
    VIT_SO400M_PATCH14_REG1_TIPSV2(of(14, 1152, 27, 16)
            .mlpRatio(269.0 / 72)
            .layerScale(1.0)
            .registers(1)
            .patchPositions()),
    VIT_GIANT_PATCH14_DINOV2(giantSwiGlu(1e-5)),
    VIT_GIANT_PATCH14_REG1_TIPSV2(giantSwiGlu(1.0).registers(1).patchPositions()),
    VIT_GIANT_PATCH14_REG4_DINOV2(giantSwiGlu(1e-5).registers(4).patchPositions());

    private final VisionTransformerConfig config;

    DinoViTs(VisionTransformerConfig config) {
        this.config = config;
    }

    private static VisionTransformerConfig giantSwiGlu(double layerScale) {
        return of(14, 1536, 40, 24).mlpRatio(5.33334).packedSwiGlu().layerScale(layerScale);
    }

    @Override
    public VisionTransformer build(ModelOptions options) {
        return new VisionTransformer(config.with(options.arguments()), options);
    }
}
