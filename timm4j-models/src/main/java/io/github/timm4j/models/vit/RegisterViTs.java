package io.github.timm4j.models.vit;

import static io.github.timm4j.models.vit.AttentionType.DIFF;
import static io.github.timm4j.models.vit.BlockType.DIFF_PARALLEL_SCALING;
import static io.github.timm4j.models.vit.BlockType.PARALLEL_SCALING;
import static io.github.timm4j.models.vit.VisionTransformerSizes.base;
import static io.github.timm4j.models.vit.VisionTransformerSizes.of;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.registry.Architecture;
import io.github.timm4j.registry.ModelFamily;

/** Models of odd sizes with register tokens in the place of a class token. */
@ModelFamily(value = "vision_transformer", paper = "Vision Transformers Need Registers", ref = "arXiv:2309.16588")
public enum RegisterViTs implements Architecture {
    VIT_DWEE_PATCH16_REG1_GAP_256(of(16, 256, 14, 4).mlpRatio(5).registersGap(1).attention(DIFF)),
    VIT_WEE_PATCH16_REG1_GAP_256(of(16, 256, 14, 4).mlpRatio(5).registersGap(1)),
    VIT_DPWEE_PATCH16_REG1_GAP_256(
            of(16, 256, 16, 4).mlpRatio(5).registersGap(1).blocks(DIFF_PARALLEL_SCALING)),
    VIT_PWEE_PATCH16_REG1_GAP_256(of(16, 256, 16, 4).mlpRatio(5).registersGap(1).blocks(PARALLEL_SCALING)),
    VIT_DLITTLE_PATCH16_REG1_GAP_256(
            of(16, 320, 14, 5).mlpRatio(5.6).registersGap(1).attention(DIFF)),
    VIT_LITTLE_PATCH16_REG1_GAP_256(of(16, 320, 14, 5).mlpRatio(5.6).registersGap(1)),
    VIT_LITTLE_PATCH16_REG4_GAP_256(of(16, 320, 14, 5).mlpRatio(5.6).registersGap(4)),
    VIT_MEDIUM_PATCH16_REG1_GAP_256(of(16, 512, 12, 8).registersGap(1)),
    VIT_MEDIUM_PATCH16_REG4_GAP_256(of(16, 512, 12, 8).registersGap(4)),
    VIT_MEDIUMD_PATCH16_REG4_GAP_256(of(16, 512, 20, 8).registersGap(4)),
    VIT_MEDIUMD_PATCH16_REG4_GAP_384(of(16, 512, 20, 8).registersGap(4)),
    VIT_BETWIXT_PATCH16_REG1_GAP_256(of(16, 640, 12, 10).registersGap(1)),
    VIT_BETWIXT_PATCH16_REG4_GAP_256(of(16, 640, 12, 10).registersGap(4)),
    VIT_BETWIXT_PATCH16_REG4_GAP_384(of(16, 640, 12, 10).registersGap(4)),
    VIT_BASE_PATCH16_REG4_GAP_256(
            base(16).registers(4).patchPositions().noClassToken().pool("avg")),
    VIT_SO150M2_PATCH16_REG1_GAP_256(so150m2()),
    VIT_SO150M2_PATCH16_REG1_GAP_384(so150m2()),
    VIT_SO150M2_PATCH16_REG1_GAP_448(so150m2()),
    VIT_SO150M_PATCH16_REG4_GAP_256(so150m().gap().registers(4)),
    VIT_SO150M_PATCH16_REG4_GAP_384(so150m().gap().registers(4)),
    VIT_SO150M_PATCH16_REG4_MAP_256(so150m().siglip().registers(4));

    private final VisionTransformerConfig config;

    RegisterViTs(VisionTransformerConfig config) {
        this.config = config;
    }

    private static VisionTransformerConfig so150m() {
        return of(16, 896, 18, 14).mlpRatio(2.572);
    }

    private static VisionTransformerConfig so150m2() {
        return of(16, 832, 21, 13)
                .mlpRatio(34.0 / 13)
                .layerScale(1e-5)
                .noQkvBias()
                .registers(1)
                .noClassToken()
                .pool("avg");
    }

    @Override
    public VisionTransformer build(ModelOptions options) {
        return new VisionTransformer(config.with(options.arguments()), options);
    }
}
