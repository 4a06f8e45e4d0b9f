package io.github.timm4j.models.efficientnet;

import static io.github.timm4j.models.efficientnet.EfficientNetConfig.of;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.registry.Architecture;
import io.github.timm4j.registry.ModelFamily;
import java.util.List;

/** EfficientNet B0 to L2, Lite, EdgeTPU, CondConv, X and H forms, EfficientNetV2. */
@ModelFamily("efficientnet")
public enum EfficientNets implements Architecture {
    EFFICIENTNET_B0(of(Stages.EFFICIENTNET).silu()),
    EFFICIENTNET_B0_G8_GN(of(Stages.EFFICIENTNET.withGroupSize(8)).silu().groupNorm(8)),
    EFFICIENTNET_B0_G16_EVOS(
            of(Stages.EFFICIENTNET.withGroupSize(16)).divisor(16).silu()),
    EFFICIENTNET_B0_GN(of(Stages.EFFICIENTNET).silu().groupNorm(8)),
    EFFICIENTNET_B1(of(Stages.EFFICIENTNET.deep(1.1)).silu()),
    EFFICIENTNET_B1_PRUNED(of(Stages.EFFICIENTNET.deep(1.1)).silu().tensorFlow().prunedChannels()),
    EFFICIENTNET_B2(of(Stages.EFFICIENTNET.deep(1.2)).wide(1.1).features(1408).silu()),
    EFFICIENTNET_B2_PRUNED(of(Stages.EFFICIENTNET.deep(1.2))
            .wide(1.1)
            .features(1408)
            .silu()
            .tensorFlow()
            .prunedChannels()),
    EFFICIENTNET_B3(of(Stages.EFFICIENTNET.deep(1.4)).wide(1.2).features(1536).silu()),
    EFFICIENTNET_B3_G8_GN(of(Stages.EFFICIENTNET.deep(1.4).withGroupSize(8))
            .wide(1.2)
            .divisor(16)
            .features(1536)
            .silu()
            .groupNorm(16)),
    EFFICIENTNET_B3_GN(of(Stages.EFFICIENTNET.deep(1.4))
            .wide(1.2)
            .divisor(16)
            .features(1536)
            .silu()
            .groupNorm(16)),
    EFFICIENTNET_B3_PRUNED(of(Stages.EFFICIENTNET.deep(1.4))
            .wide(1.2)
            .features(1536)
            .silu()
            .tensorFlow()
            .prunedChannels()),
    EFFICIENTNET_B4(of(Stages.EFFICIENTNET.deep(1.8)).wide(1.4).features(1792).silu()),
    EFFICIENTNET_B5(of(Stages.EFFICIENTNET.deep(2.2)).wide(1.6).features(2048).silu()),
    EFFICIENTNET_B6(of(Stages.EFFICIENTNET.deep(2.6)).wide(1.8).features(2304).silu()),
    EFFICIENTNET_B7(of(Stages.EFFICIENTNET.deep(3.1)).wide(2).features(2560).silu()),
    EFFICIENTNET_B8(of(Stages.EFFICIENTNET.deep(3.6)).wide(2.2).features(2816).silu()),
    EFFICIENTNET_BLUR_B0(of(Stages.EFFICIENTNET).silu().blurred()),
    EFFICIENTNET_CC_B0_4E(of(Stages.COND_CONV).silu()),
    EFFICIENTNET_CC_B0_8E(of(Stages.COND_CONV.withExperts(2)).silu()),
    EFFICIENTNET_CC_B1_8E(of(Stages.COND_CONV.deep(1.1).withExperts(2)).silu()),
    EFFICIENTNET_EL(of(Stages.EDGE.deep(1.4)).wide(1.2).features(1536)),
    EFFICIENTNET_EL_PRUNED(of(Stages.EDGE.deep(1.4)).wide(1.2).features(1536)),
    EFFICIENTNET_EM(of(Stages.EDGE.deep(1.1))),
    EFFICIENTNET_ES(of(Stages.EDGE)),
    EFFICIENTNET_ES_PRUNED(of(Stages.EDGE)),
    EFFICIENTNET_H_B5(of(Stages.H.deep(2.2)).wide(1.92).features(2456).silu()),
    EFFICIENTNET_L2(of(Stages.EFFICIENTNET.deep(5.3)).wide(4.3).features(5504).silu()),
    EFFICIENTNET_LITE0(of(Stages.LITE.withFixEnds(true)).fixedStem().relu6()),
    EFFICIENTNET_LITE1(of(Stages.LITE.deep(1.1).withFixEnds(true)).fixedStem().relu6()),
    EFFICIENTNET_LITE2(
            of(Stages.LITE.deep(1.2).withFixEnds(true)).wide(1.1).fixedStem().relu6()),
    EFFICIENTNET_LITE3(
            of(Stages.LITE.deep(1.4).withFixEnds(true)).wide(1.2).fixedStem().relu6()),
    EFFICIENTNET_LITE4(
            of(Stages.LITE.deep(1.8).withFixEnds(true)).wide(1.4).fixedStem().relu6()),
    EFFICIENTNET_X_B3(of(Stages.X.deep(1.4)).wide(1.2).features(1536).silu()),
    EFFICIENTNET_X_B5(of(Stages.X.deep(2.2)).wide(1.6).features(2048).silu()),
    EFFICIENTNETV2_L(of(Stages.V2_L).silu()),
    EFFICIENTNETV2_M(of(Stages.V2_M).stem(24).silu()),
    EFFICIENTNETV2_RW_M(of(Stages.V2_RW_S.withDepth(List.of(1.2, 1.2, 1.2, 1.2, 1.6, 1.6)))
            .wide(1.2)
            .stem(24)
            .features(2152)
            .silu()),
    EFFICIENTNETV2_RW_S(of(Stages.V2_RW_S).stem(24).features(1792).silu()),
    EFFICIENTNETV2_RW_T(
            of(Stages.V2_S.deep(0.9)).wide(0.8).stem(24).features(1024).silu()),
    EFFICIENTNETV2_S(of(Stages.V2_S).stem(24).silu()),
    EFFICIENTNETV2_XL(of(Stages.V2_XL).silu()),
    GC_EFFICIENTNETV2_RW_T(
            of(Stages.V2_S.deep(0.9)).wide(0.8).stem(24).features(1024).silu().globalContext()),
    TEST_EFFICIENTNET(of(Stages.TEST).roundedDown().stem(24).features(256).silu()),
    TEST_EFFICIENTNET_EVOS(
            of(Stages.TEST).roundedDown().stem(24).features(256).silu().evoNorm(8)),
    TEST_EFFICIENTNET_GN(
            of(Stages.TEST).roundedDown().stem(24).features(256).silu().groupNorm(8)),
    TEST_EFFICIENTNET_LN(
            of(Stages.TEST).roundedDown().stem(24).features(256).silu().layerNorm()),
    TF_EFFICIENTNET_B0(of(Stages.EFFICIENTNET).silu().tensorFlow()),
    TF_EFFICIENTNET_B1(of(Stages.EFFICIENTNET.deep(1.1)).silu().tensorFlow()),
    TF_EFFICIENTNET_B2(
            of(Stages.EFFICIENTNET.deep(1.2)).wide(1.1).features(1408).silu().tensorFlow()),
    TF_EFFICIENTNET_B3(
            of(Stages.EFFICIENTNET.deep(1.4)).wide(1.2).features(1536).silu().tensorFlow()),
    TF_EFFICIENTNET_B4(
            of(Stages.EFFICIENTNET.deep(1.8)).wide(1.4).features(1792).silu().tensorFlow()),
    TF_EFFICIENTNET_B5(
            of(Stages.EFFICIENTNET.deep(2.2)).wide(1.6).features(2048).silu().tensorFlow()),
    TF_EFFICIENTNET_B6(
            of(Stages.EFFICIENTNET.deep(2.6)).wide(1.8).features(2304).silu().tensorFlow()),
    TF_EFFICIENTNET_B7(
            of(Stages.EFFICIENTNET.deep(3.1)).wide(2).features(2560).silu().tensorFlow()),
    TF_EFFICIENTNET_B8(
            of(Stages.EFFICIENTNET.deep(3.6)).wide(2.2).features(2816).silu().tensorFlow()),
    TF_EFFICIENTNET_CC_B0_4E(of(Stages.COND_CONV).silu().tensorFlow()),
    TF_EFFICIENTNET_CC_B0_8E(of(Stages.COND_CONV.withExperts(2)).silu().tensorFlow()),
    TF_EFFICIENTNET_CC_B1_8E(
            of(Stages.COND_CONV.deep(1.1).withExperts(2)).silu().tensorFlow()),
    TF_EFFICIENTNET_EL(of(Stages.EDGE.deep(1.4)).wide(1.2).features(1536).tensorFlow()),
    TF_EFFICIENTNET_EM(of(Stages.EDGE.deep(1.1)).tensorFlow()),
    TF_EFFICIENTNET_ES(of(Stages.EDGE).tensorFlow()),
    TF_EFFICIENTNET_L2(
            of(Stages.EFFICIENTNET.deep(5.3)).wide(4.3).features(5504).silu().tensorFlow()),
    TF_EFFICIENTNET_LITE0(of(Stages.LITE.withFixEnds(true)).fixedStem().relu6().tensorFlow()),
    TF_EFFICIENTNET_LITE1(
            of(Stages.LITE.deep(1.1).withFixEnds(true)).fixedStem().relu6().tensorFlow()),
    TF_EFFICIENTNET_LITE2(of(Stages.LITE.deep(1.2).withFixEnds(true))
            .wide(1.1)
            .fixedStem()
            .relu6()
            .tensorFlow()),
    TF_EFFICIENTNET_LITE3(of(Stages.LITE.deep(1.4).withFixEnds(true))
            .wide(1.2)
            .fixedStem()
            .relu6()
            .tensorFlow()),
    TF_EFFICIENTNET_LITE4(of(Stages.LITE.deep(1.8).withFixEnds(true))
            .wide(1.4)
            .fixedStem()
            .relu6()
            .tensorFlow()),
    TF_EFFICIENTNETV2_B0(of(Stages.V2_BASE).roundedDown().silu().tensorFlow()),
    TF_EFFICIENTNETV2_B1(of(Stages.V2_BASE.deep(1.1)).roundedDown().silu().tensorFlow()),
    TF_EFFICIENTNETV2_B2(of(Stages.V2_BASE.deep(1.2))
            .wide(1.1)
            .roundedDown()
            .features(1408)
            .silu()
            .tensorFlow()),
    TF_EFFICIENTNETV2_B3(of(Stages.V2_BASE.deep(1.4))
            .wide(1.2)
            .roundedDown()
            .features(1536)
            .silu()
            .tensorFlow()),
    TF_EFFICIENTNETV2_L(of(Stages.V2_L).silu().tensorFlow()),
    TF_EFFICIENTNETV2_M(of(Stages.V2_M).stem(24).silu().tensorFlow()),
    TF_EFFICIENTNETV2_S(of(Stages.V2_S).stem(24).silu().tensorFlow()),
    TF_EFFICIENTNETV2_XL(of(Stages.V2_XL).silu().tensorFlow());

    private final EfficientNetConfig config;

    EfficientNets(EfficientNetConfig config) {
        this.config = config;
    }

    @Override
    public EfficientNet build(ModelOptions options) {
        return new EfficientNet(id(), options.arguments().bindTo(config), options);
    }
}
