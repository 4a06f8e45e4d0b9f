package io.github.timm4j.models.vit;

import static io.github.timm4j.models.vit.BlockType.PARALLEL_SCALING;
import static io.github.timm4j.models.vit.BlockType.PARALLEL_THINGS;
import static io.github.timm4j.models.vit.BlockType.RES_POST;
import static io.github.timm4j.models.vit.NormType.RMSNORM;
import static io.github.timm4j.models.vit.VisionTransformerSizes.base;
import static io.github.timm4j.models.vit.VisionTransformerSizes.giant;
import static io.github.timm4j.models.vit.VisionTransformerSizes.gigantic;
import static io.github.timm4j.models.vit.VisionTransformerSizes.huge;
import static io.github.timm4j.models.vit.VisionTransformerSizes.large;
import static io.github.timm4j.models.vit.VisionTransformerSizes.of;
import static io.github.timm4j.models.vit.VisionTransformerSizes.small;
import static io.github.timm4j.models.vit.VisionTransformerSizes.tiny;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.models.vit.VisionTransformerConfig.Checkpoints;
import io.github.timm4j.registry.Architecture;
import io.github.timm4j.registry.ModelFamily;

/** Supervised and self-supervised vision transformers of plain form, and the variations of their blocks. */
@ModelFamily(
        value = "vision_transformer",
        paper = "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale",
        ref = "arXiv:2010.11929")
public enum ViTs implements Architecture {
    TEST_VIT(of(16, 64, 6, 2).mlpRatio(3).dynamicSize()),
    TEST_VIT2(of(16, 64, 8, 2)
            .mlpRatio(3)
            .layerScale(1e-5)
            .noClassToken()
            .pool("avg")
            .dynamicSize()
            .registers(1)),
    TEST_VIT3(
            of(16, 96, 9, 3).mlpRatio(2).siglip().layerScale(1e-5).poolPrefix().registers(1)),
    TEST_VIT4(of(16, 96, 9, 3)
            .mlpRatio(3)
            .layerScale(1e-5)
            .noClassToken()
            .pool("avg")
            .dynamicSize()
            .norm(RMSNORM)
            .registers(1)),
    VIT_TINY_PATCH16_224(tiny(16)),
    VIT_TINY_PATCH16_384(tiny(16)),
    VIT_SMALL_PATCH32_224(small(32)),
    VIT_SMALL_PATCH32_384(small(32)),
    FLEXIVIT_SMALL(flexi(small(16))),
    VIT_SMALL_PATCH16_224(small(16)),
    VIT_SMALL_PATCH16_384(small(16)),
    VIT_SMALL_PATCH8_224(small(8)),
    VIT_SMALL_PATCH16_18X2_224(of(16, 384, 18, 6).layerScale(1e-5).blocks(PARALLEL_THINGS)),
    VIT_SMALL_PATCH16_36X1_224(of(16, 384, 36, 6).layerScale(1e-5)),
    VIT_MEDIUM_PATCH16_GAP_240(of(16, 512, 12, 8).gap().layerScale(1e-6).noQkvBias()),
    VIT_MEDIUM_PATCH16_GAP_256(of(16, 512, 12, 8).gap().layerScale(1e-6).noQkvBias()),
    VIT_MEDIUM_PATCH16_GAP_384(of(16, 512, 12, 8).gap().layerScale(1e-6).noQkvBias()),
    VIT_BETWIXT_PATCH16_GAP_256(of(16, 640, 12, 10).gap().layerScale(1e-6).noQkvBias()),
    VIT_BASE_PATCH32_224(base(32)),
    VIT_BASE_PATCH32_384(base(32)),
    FLEXIVIT_BASE(flexi(base(16))),
    VIT_BASE_PATCH16_224(base(16)),
    VIT_BASE_PATCH16_224_MIIL(base(16).noQkvBias()),
    VIT_BASE_PATCH16_384(base(16)),
    VIT_BASE_PATCH16_GAP_224(of(16, 768, 12, 16).gap()),
    VIT_BASE_PATCH16_RPN_224(
            base(16).layerScale(1e-5).noClassToken().pool("avg").noQkvBias().blocks(RES_POST)),
    VIT_BASE_PATCH16_XP_224(xp(base(16))),
    VIT_BASE_PATCH8_224(base(8)),
    VIT_BASE_PATCH16_18X2_224(of(16, 768, 18, 12).layerScale(1e-5).blocks(PARALLEL_THINGS)),
    VIT_BASE_PATCH32_PLUS_256(of(32, 896, 12, 14).layerScale(1e-5)),
    VIT_BASE_PATCH16_PLUS_240(of(16, 896, 12, 14).layerScale(1e-5)),
    VIT_LARGE_PATCH32_224(large(32)),
    VIT_LARGE_PATCH32_384(large(32)),
    FLEXIVIT_LARGE(flexi(large(16))),
    VIT_LARGE_PATCH16_224(large(16)),
    VIT_LARGE_PATCH16_384(large(16)),
    EVA_LARGE_PATCH14_196(large(14).pool("avg")),
    EVA_LARGE_PATCH14_336(large(14).pool("avg")),
    VIT_INTERN300M_PATCH14_448(large(14).layerScale(0.1).dynamicSize().noFinalNorm()),
    VIT_LARGE_PATCH14_224(large(14)),
    VIT_LARGE_PATCH14_XP_224(xp(large(14))),
    VIT_HUGE_PATCH16_GAP_448(huge(16).gap()),
    VIT_HUGE_PATCH14_224(huge(14)),
    VIT_HUGE_PATCH14_GAP_224(huge(14).gap()),
    VIT_HUGE_PATCH14_XP_224(xp(huge(14))),
    VIT_GIANT_PATCH16_GAP_224(giant(16).gap()),
    VIT_GIANT_PATCH14_224(giant(14)),
    VIT_GIGANTIC_PATCH14_224(gigantic(14));

    private final VisionTransformerConfig config;

    ViTs(VisionTransformerConfig config) {
        this.config = config;
    }

    /** Trained at many patch sizes. */
    private static VisionTransformerConfig flexi(VisionTransformerConfig size) {
        return size.patchPositions().withCheckpoints(Checkpoints.BILINEAR);
    }

    /** Parallel blocks without biases, with root mean square norms of queries and keys too. */
    private static VisionTransformerConfig xp(VisionTransformerConfig size) {
        VisionTransformerConfig parallel =
                size.patchPositions().noQkvBias().norm(RMSNORM).blocks(PARALLEL_SCALING);
        return parallel.withNorms(parallel.norms().withPreNorm(true).withQkNorm(true));
    }

    @Override
    public VisionTransformer build(ModelOptions options) {
        return new VisionTransformer(config.with(options.arguments()), options);
    }
}
