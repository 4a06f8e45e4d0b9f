package io.github.timm4j.models.vit;

import static io.github.timm4j.models.vit.VisionTransformerSizes.base;
import static io.github.timm4j.models.vit.VisionTransformerSizes.huge;
import static io.github.timm4j.models.vit.VisionTransformerSizes.large;
import static io.github.timm4j.models.vit.VisionTransformerSizes.of;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.models.vit.VisionTransformerConfig.Checkpoints;
import io.github.timm4j.registry.Architecture;
import io.github.timm4j.registry.ModelFamily;

/** C-RADIO: a class token and register tokens distilled from several teachers, no final norm. */
@ModelFamily(
        value = "vision_transformer",
        paper = "RADIOv2.5: Improved Baselines for Agglomerative Vision Foundation Models",
        ref = "arXiv:2412.07679")
public enum RadioViTs implements Architecture {
    VIT_BASE_PATCH16_RADIO_V3(radio(base(16).layerScale(1e-5), 7).withCheckpoints(Checkpoints.BILINEAR_CORNERS)),
    VIT_LARGE_PATCH16_RADIO_V3(radio(large(16).layerScale(1e-5), 7)),
    VIT_SO400M_PATCH16_RADIO_V4(radio(of(16, 1152, 27, 16).mlpRatio(269.0 / 72), 9)),
    VIT_HUGE_PATCH16_RADIO_V3(radio(huge(16), 7).withCheckpoints(Checkpoints.BILINEAR_CORNERS)),
    VIT_HUGE_PATCH16_RADIO_V4(radio(huge(16), 9)),
    VIT_GIANT_PATCH16_RADIO_V3(radio(of(16, 1536, 40, 24), 7));

    private final VisionTransformerConfig config;

    RadioViTs(VisionTransformerConfig config) {
        this.config = config;
    }

    private static VisionTransformerConfig radio(VisionTransformerConfig size, int registers) {
        return size.imgSize(512)
                .registers(registers)
                .patchPositions()
                .noFinalNorm()
                .withCheckpoints(Checkpoints.BILINEAR);
    }

    @Override
    public VisionTransformer build(ModelOptions options) {
        return new VisionTransformer(config.with(options.arguments()), options);
    }
}
