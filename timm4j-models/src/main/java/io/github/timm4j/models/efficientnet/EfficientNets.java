package io.github.timm4j.models.efficientnet;

import static io.github.timm4j.models.efficientnet.EfficientNetConfig.of;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.registry.Architecture;
import io.github.timm4j.registry.ModelFamily;
import java.util.List;

/** EfficientNet B0 to L2, Lite, EdgeTPU, CondConv, X and H forms, EfficientNetV2. */
@ModelFamily("efficientnet")
public enum EfficientNets implements Architecture {
    EFFICIENTNET_B0(scaled(Stages.EFFICIENTNET).silu()),
    EFFICIENTNET_B0_G8_GN(scaled(Stages.EFFICIENTNET.withGroupSize(8)).silu().groupNorm(8)),
    EFFICIENTNET_B0_G16_EVOS(
            scaled(Stages.EFFICIENTNET.withGroupSize(16)).divisor(16).silu()),
    EFFICIENTNET_B0_GN(scaled(Stages.EFFICIENTNET).silu().groupNorm(8)),
    EFFICIENTNET_B1(scaled(Stages.EFFICIENTNET.deep(1.1)).silu()),
    EFFICIENTNET_B1_PRUNED(
            scaled(Stages.EFFICIENTNET.deep(1.1)).silu().tensorFlow().prunedChannels()),
    EFFICIENTNET_B2(scaled(Stages.EFFICIENTNET.deep(1.2)).wide(1.1).silu()),
    EFFICIENTNET_B2_PRUNED(
            scaled(Stages.EFFICIENTNET.deep(1.2)).wide(1.1).silu().tensorFlow().prunedChannels()),
    EFFICIENTNET_B3(scaled(Stages.EFFICIENTNET.deep(1.4)).wide(1.2).silu()),
    EFFICIENTNET_B3_G8_GN(scaled(Stages.EFFICIENTNET.deep(1.4).withGroupSize(8))
            .wide(1.2)
            .divisor(16)
            .silu()
            .groupNorm(16)),
    EFFICIENTNET_B3_GN(
            scaled(Stages.EFFICIENTNET.deep(1.4)).wide(1.2).divisor(16).silu().groupNorm(16)),
    EFFICIENTNET_B3_PRUNED(
            scaled(Stages.EFFICIENTNET.deep(1.4)).wide(1.2).silu().tensorFlow().prunedChannels()),
    EFFICIENTNET_B4(scaled(Stages.EFFICIENTNET.deep(1.8)).wide(1.4).silu()),
    EFFICIENTNET_B5(scaled(Stages.EFFICIENTNET.deep(2.2)).wide(1.6).silu()),
    EFFICIENTNET_B6(scaled(Stages.EFFICIENTNET.deep(2.6)).wide(1.8).silu()),
    EFFICIENTNET_B7(scaled(Stages.EFFICIENTNET.deep(3.1)).wide(2).silu()),
    EFFICIENTNET_B8(scaled(Stages.EFFICIENTNET.deep(3.6)).wide(2.2).silu()),
    EFFICIENTNET_BLUR_B0(scaled(Stages.EFFICIENTNET).silu().blurred()),
    EFFICIENTNET_CC_B0_4E(scaled(Stages.COND_CONV).silu()),
    EFFICIENTNET_CC_B0_8E(scaled(Stages.COND_CONV.withExperts(2)).silu()),
    EFFICIENTNET_CC_B1_8E(scaled(Stages.COND_CONV.deep(1.1).withExperts(2)).silu()),
    EFFICIENTNET_EL(scaled(Stages.EDGE.deep(1.4)).wide(1.2)),
    EFFICIENTNET_EL_PRUNED(scaled(Stages.EDGE.deep(1.4)).wide(1.2)),
    EFFICIENTNET_EM(scaled(Stages.EDGE.deep(1.1))),
    EFFICIENTNET_ES(scaled(Stages.EDGE)),
    EFFICIENTNET_ES_PRUNED(scaled(Stages.EDGE)),
    EFFICIENTNET_H_B5(scaled(Stages.H.deep(2.2)).wide(1.92).silu()),
    EFFICIENTNET_L2(scaled(Stages.EFFICIENTNET.deep(5.3)).wide(4.3).silu()),
    EFFICIENTNET_LITE0(of(Stages.LITE.withFixEnds(true)).fixedStem().relu6()),
    EFFICIENTNET_LITE1(of(Stages.LITE.deep(1.1).withFixEnds(true)).fixedStem().relu6()),
    EFFICIENTNET_LITE2(
            of(Stages.LITE.deep(1.2).withFixEnds(true)).wide(1.1).fixedStem().relu6()),
    EFFICIENTNET_LITE3(
            of(Stages.LITE.deep(1.4).withFixEnds(true)).wide(1.2).fixedStem().relu6()),
    EFFICIENTNET_LITE4(
            of(Stages.LITE.deep(1.8).withFixEnds(true)).wide(1.4).fixedStem().relu6()),
    EFFICIENTNET_X_B3(scaled(Stages.X.deep(1.4)).wide(1.2).silu()),
    EFFICIENTNET_X_B5(scaled(Stages.X.deep(2.2)).wide(1.6).silu()),
    EFFICIENTNETV2_L(of(Stages.V2_L).silu()),
    EFFICIENTNETV2_M(of(Stages.V2_M).stem(24).silu()),
    EFFICIENTNETV2_RW_M(of(Stages.V2_RW_S.withDepth(List.of(1.2, 1.2, 1.2, 1.2, 1.6, 1.6)))
            .wide(1.2)
            .stem(24)
            .scaledFeatures(1792)
            .silu()),
    EFFICIENTNETV2_RW_S(of(Stages.V2_RW_S).stem(24).scaledFeatures(1792).silu()),
    EFFICIENTNETV2_RW_T(scaled(Stages.V2_S.deep(0.9)).wide(0.8).stem(24).silu()),
    EFFICIENTNETV2_S(scaled(Stages.V2_S).stem(24).silu()),
    EFFICIENTNETV2_XL(of(Stages.V2_XL).silu()),
    GC_EFFICIENTNETV2_RW_T(
            scaled(Stages.V2_S.deep(0.9)).wide(0.8).stem(24).silu().globalContext()),
    TEST_EFFICIENTNET(of(Stages.TEST).roundedDown().stem(24).scaledFeatures(256).silu()),
    TEST_EFFICIENTNET_EVOS(
            of(Stages.TEST).roundedDown().stem(24).scaledFeatures(256).silu().evoNorm(8)),
    TEST_EFFICIENTNET_GN(
            of(Stages.TEST).roundedDown().stem(24).scaledFeatures(256).silu().groupNorm(8)),
    TEST_EFFICIENTNET_LN(
            of(Stages.TEST).roundedDown().stem(24).scaledFeatures(256).silu().layerNorm()),
    TF_EFFICIENTNET_B0(scaled(Stages.EFFICIENTNET).silu().tensorFlow()),
    TF_EFFICIENTNET_B1(scaled(Stages.EFFICIENTNET.deep(1.1)).silu().tensorFlow()),
    TF_EFFICIENTNET_B2(scaled(Stages.EFFICIENTNET.deep(1.2)).wide(1.1).silu().tensorFlow()),
    TF_EFFICIENTNET_B3(scaled(Stages.EFFICIENTNET.deep(1.4)).wide(1.2).silu().tensorFlow()),
    TF_EFFICIENTNET_B4(scaled(Stages.EFFICIENTNET.deep(1.8)).wide(1.4).silu().tensorFlow()),
    TF_EFFICIENTNET_B5(scaled(Stages.EFFICIENTNET.deep(2.2)).wide(1.6).silu().tensorFlow()),
    TF_EFFICIENTNET_B6(scaled(Stages.EFFICIENTNET.deep(2.6)).wide(1.8).silu().tensorFlow()),
    TF_EFFICIENTNET_B7(scaled(Stages.EFFICIENTNET.deep(3.1)).wide(2).silu().tensorFlow()),
    TF_EFFICIENTNET_B8(scaled(Stages.EFFICIENTNET.deep(3.6)).wide(2.2).silu().tensorFlow()),
    TF_EFFICIENTNET_CC_B0_4E(scaled(Stages.COND_CONV).silu().tensorFlow()),
    TF_EFFICIENTNET_CC_B0_8E(scaled(Stages.COND_CONV.withExperts(2)).silu().tensorFlow()),
    TF_EFFICIENTNET_CC_B1_8E(
            scaled(Stages.COND_CONV.deep(1.1).withExperts(2)).silu().tensorFlow()),
    TF_EFFICIENTNET_EL(scaled(Stages.EDGE.deep(1.4)).wide(1.2).tensorFlow()),
    TF_EFFICIENTNET_EM(scaled(Stages.EDGE.deep(1.1)).tensorFlow()),
    TF_EFFICIENTNET_ES(scaled(Stages.EDGE).tensorFlow()),
    TF_EFFICIENTNET_L2(scaled(Stages.EFFICIENTNET.deep(5.3)).wide(4.3).silu().tensorFlow()),
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
    TF_EFFICIENTNETV2_B0(scaled(Stages.V2_BASE).roundedDown().silu().tensorFlow()),
    TF_EFFICIENTNETV2_B1(scaled(Stages.V2_BASE.deep(1.1)).roundedDown().silu().tensorFlow()),
    TF_EFFICIENTNETV2_B2(
            scaled(Stages.V2_BASE.deep(1.2)).wide(1.1).roundedDown().silu().tensorFlow()),
    TF_EFFICIENTNETV2_B3(
            scaled(Stages.V2_BASE.deep(1.4)).wide(1.2).roundedDown().silu().tensorFlow()),
    TF_EFFICIENTNETV2_L(of(Stages.V2_L).silu().tensorFlow()),
    TF_EFFICIENTNETV2_M(of(Stages.V2_M).stem(24).silu().tensorFlow()),
    TF_EFFICIENTNETV2_S(scaled(Stages.V2_S).stem(24).silu().tensorFlow()),
    TF_EFFICIENTNETV2_XL(of(Stages.V2_XL).silu().tensorFlow());

    private final EfficientNetConfig config;

    EfficientNets(EfficientNetConfig config) {
        this.config = config;
    }

    /** The usual last convolution, which scales with the width. */
    private static EfficientNetConfig scaled(StageDefs stages) {
        return of(stages).scaledFeatures(1280);
    }

    @Override
    public EfficientNet build(ModelOptions options) {
        return new EfficientNet(id(), options.arguments().bindTo(config), options);
    }
}
