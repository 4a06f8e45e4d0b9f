package io.github.timm4j.models.vit;

import static io.github.timm4j.models.vit.VisionTransformerSizes.base;
import static io.github.timm4j.models.vit.VisionTransformerSizes.large;
import static io.github.timm4j.models.vit.VisionTransformerSizes.of;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.registry.Architecture;
import io.github.timm4j.registry.ModelFamily;

/** BEiT-3: norms inside attention and MLP. */
@ModelFamily(
        value = "vision_transformer",
        paper = "Image as a Foreign Language: BEiT Pretraining for All Vision and Vision-Language Tasks",
        ref = "arXiv:2208.10442")
public enum Beit3s implements Architecture {
    BEIT3_BASE_PATCH16_224(beit3(base(16))),
    BEIT3_LARGE_PATCH16_224(beit3(large(16))),
    BEIT3_GIANT_PATCH14_224(beit3(of(14, 1408, 40, 16).mlpRatio(4.3637))),
    BEIT3_GIANT_PATCH14_336(beit3(of(14, 1408, 40, 16).mlpRatio(4.3637).imgSize(336)));

    private final VisionTransformerConfig config;

    Beit3s(VisionTransformerConfig config) {
        this.config = config;
    }

    private static VisionTransformerConfig beit3(VisionTransformerConfig size) {
        return size.pool("avg")
                .withNorms(size.norms()
                        .withNormLayer(NormType.LAYERNORM_EPS5)
                        .withScaleAttnNorm(true)
                        .withScaleMlpNorm(true));
    }

    @Override
    public VisionTransformer build(ModelOptions options) {
        return new VisionTransformer(config.with(options.arguments()), options);
    }
}
