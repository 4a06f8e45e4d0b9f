package io.github.timm4j.models.efficientnet;

import static io.github.timm4j.models.efficientnet.EfficientNetConfig.of;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.registry.Architecture;
import io.github.timm4j.registry.ModelFamily;

/** MobileNet V1 and V2, EdgeTPU, MnasNet, MixNet, FBNet-C, SPNASNet, TinyNet. */
@ModelFamily("efficientnet")
public enum MobileNets implements Architecture {
    FBNETC_100(of(Stages.FBNET_C).stem(16).features(1984).tensorFlowEpsWhenPretrained()),
    MIXNET_L(of(Stages.MIXNET_M.rounded()).wide(1.3).stem(24).features(1536)),
    MIXNET_M(of(Stages.MIXNET_M.rounded()).stem(24).features(1536)),
    MIXNET_S(of(Stages.MIXNET_S).stem(16).features(1536)),
    MIXNET_XL(of(Stages.MIXNET_M.deep(1.2).rounded()).wide(1.6).stem(24).features(1536)),
    MIXNET_XXL(of(Stages.MIXNET_M.deep(1.3).rounded()).wide(2.4).stem(24).features(1536)),
    MNASNET_050(of(Stages.MNASNET_B1).wide(0.5)),
    MNASNET_075(of(Stages.MNASNET_B1).wide(0.75)),
    MNASNET_100(of(Stages.MNASNET_B1)),
    MNASNET_140(of(Stages.MNASNET_B1).wide(1.4)),
    MNASNET_SMALL(of(Stages.MNASNET_SMALL).stem(8)),
    MOBILENET_EDGETPU_100(of(Stages.EDGETPU)),
    MOBILENET_EDGETPU_V2_L(of(Stages.EDGETPU_V2_L).stem(64).stemKernel(7).features(1408)),
    MOBILENET_EDGETPU_V2_M(of(Stages.EDGETPU_V2_M).stem(64).stemKernel(5).features(1344)),
    MOBILENET_EDGETPU_V2_S(of(Stages.EDGETPU_V2_S).stem(64).stemKernel(5)),
    MOBILENET_EDGETPU_V2_XS(of(Stages.EDGETPU_V2_XS)),
    MOBILENETV1_100(of(Stages.MOBILENET_V1).features(0).relu6()),
    MOBILENETV1_100H(of(Stages.MOBILENET_V1).features(1024).relu6()),
    MOBILENETV1_125(of(Stages.MOBILENET_V1).wide(1.25).features(0).relu6()),
    MOBILENETV2_035(of(Stages.MOBILENET_V2).wide(0.35).relu6()),
    MOBILENETV2_050(of(Stages.MOBILENET_V2).wide(0.5).relu6()),
    MOBILENETV2_075(of(Stages.MOBILENET_V2).wide(0.75).relu6()),
    MOBILENETV2_100(of(Stages.MOBILENET_V2).relu6()),
    MOBILENETV2_110D(of(Stages.MOBILENET_V2.deep(1.2).withFixEnds(true))
            .wide(1.1)
            .fixedStem()
            .relu6()),
    MOBILENETV2_120D(of(Stages.MOBILENET_V2.deep(1.4).withFixEnds(true))
            .wide(1.2)
            .fixedStem()
            .relu6()),
    MOBILENETV2_140(of(Stages.MOBILENET_V2).wide(1.4).features(1792).relu6()),
    SEMNASNET_050(of(Stages.MNASNET_A1).wide(0.5)),
    SEMNASNET_075(of(Stages.MNASNET_A1).wide(0.75)),
    SEMNASNET_100(of(Stages.MNASNET_A1)),
    SEMNASNET_140(of(Stages.MNASNET_A1).wide(1.4)),
    SPNASNET_100(of(Stages.SPNASNET)),
    TF_MIXNET_L(of(Stages.MIXNET_M.rounded()).wide(1.3).stem(24).features(1536).tensorFlow()),
    TF_MIXNET_M(of(Stages.MIXNET_M.rounded()).stem(24).features(1536).tensorFlow()),
    TF_MIXNET_S(of(Stages.MIXNET_S).stem(16).features(1536).tensorFlow()),
    TINYNET_A(of(Stages.EFFICIENTNET.deep(1.2).rounded()).fixedStem().silu()),
    TINYNET_B(of(Stages.EFFICIENTNET.deep(1.1).rounded()).wide(0.75).fixedStem().silu()),
    TINYNET_C(
            of(Stages.EFFICIENTNET.deep(0.85).rounded()).wide(0.54).fixedStem().silu()),
    TINYNET_D(
            of(Stages.EFFICIENTNET.deep(0.695).rounded()).wide(0.54).fixedStem().silu()),
    TINYNET_E(of(Stages.EFFICIENTNET.deep(0.6).rounded()).wide(0.51).fixedStem().silu());

    private final EfficientNetConfig config;

    MobileNets(EfficientNetConfig config) {
        this.config = config;
    }

    @Override
    public EfficientNet build(ModelOptions options) {
        return new EfficientNet(id(), options.arguments().bindTo(config), options);
    }
}
