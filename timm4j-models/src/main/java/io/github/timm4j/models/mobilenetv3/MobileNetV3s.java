package io.github.timm4j.models.mobilenetv3;

import static io.github.timm4j.models.mobilenetv3.MobileNetV3Config.early;
import static io.github.timm4j.models.mobilenetv3.MobileNetV3Config.fbNet;
import static io.github.timm4j.models.mobilenetv3.MobileNetV3Config.lcNet;
import static io.github.timm4j.models.mobilenetv3.MobileNetV3Config.v3;
import static io.github.timm4j.models.mobilenetv3.MobileNetV3Config.v4;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.models.efficientnet.Ways.Antialias;
import io.github.timm4j.registry.Architecture;
import io.github.timm4j.registry.ModelFamily;

/** MobileNetV3, FBNetV3, LCNet, MobileNetV4. */
@ModelFamily("mobilenetv3")
public enum MobileNetV3s implements Architecture {
    FBNETV3_B(fbNet(Stages.FBNETV3_B)),
    FBNETV3_D(fbNet(Stages.FBNETV3_D).stem(24)),
    FBNETV3_G(fbNet(Stages.FBNETV3_G).stem(32)),
    LCNET_035(lcNet(0.35)),
    LCNET_050(lcNet(0.5)),
    LCNET_075(lcNet(0.75)),
    LCNET_100(lcNet(1)),
    LCNET_150(lcNet(1.5)),
    MOBILENETV3_LARGE_075(v3(Stages.LARGE).wide(0.75)),
    MOBILENETV3_LARGE_100(v3(Stages.LARGE)),
    MOBILENETV3_LARGE_150D(v3(Stages.LARGE.deep(1.2)).wide(1.5)),
    MOBILENETV3_RW(early(Stages.EARLY)),
    MOBILENETV3_SMALL_050(v3(Stages.SMALL).wide(0.5).fixedStem().features(1024)),
    MOBILENETV3_SMALL_075(v3(Stages.SMALL).wide(0.75).features(1024)),
    MOBILENETV3_SMALL_100(v3(Stages.SMALL).features(1024)),
    MOBILENETV4_CONV_AA_LARGE(v4(Stages.V4_CONV_LARGE).stem(24).antialiased(Antialias.AVG)),
    MOBILENETV4_CONV_AA_MEDIUM(v4(Stages.V4_CONV_MEDIUM).antialiased(Antialias.AVG)),
    MOBILENETV4_CONV_BLUR_MEDIUM(v4(Stages.V4_CONV_MEDIUM).antialiased(Antialias.BLURPC)),
    MOBILENETV4_CONV_LARGE(v4(Stages.V4_CONV_LARGE).stem(24)),
    MOBILENETV4_CONV_MEDIUM(v4(Stages.V4_CONV_MEDIUM)),
    MOBILENETV4_CONV_SMALL(v4(Stages.V4_CONV_SMALL)),
    MOBILENETV4_CONV_SMALL_035(v4(Stages.V4_CONV_SMALL).wide(0.35).fixedStem()),
    MOBILENETV4_CONV_SMALL_050(v4(Stages.V4_CONV_SMALL).wide(0.5).fixedStem()),
    MOBILENETV4_HYBRID_LARGE(v4(Stages.V4_HYBRID_LARGE).stem(24).gelu().scaledBranches()),
    MOBILENETV4_HYBRID_LARGE_075(
            v4(Stages.V4_HYBRID_LARGE).wide(0.75).stem(24).fixedStem().gelu().scaledBranches()),
    MOBILENETV4_HYBRID_MEDIUM(v4(Stages.V4_HYBRID_MEDIUM).scaledBranches()),
    MOBILENETV4_HYBRID_MEDIUM_075(
            v4(Stages.V4_HYBRID_MEDIUM).wide(0.75).fixedStem().scaledBranches()),
    TF_MOBILENETV3_LARGE_075(v3(Stages.LARGE).wide(0.75).tensorFlow()),
    TF_MOBILENETV3_LARGE_100(v3(Stages.LARGE).tensorFlow()),
    TF_MOBILENETV3_LARGE_MINIMAL_100(v3(Stages.LARGE_MINIMAL).relu().tensorFlow()),
    TF_MOBILENETV3_SMALL_075(v3(Stages.SMALL).wide(0.75).features(1024).tensorFlow()),
    TF_MOBILENETV3_SMALL_100(v3(Stages.SMALL).features(1024).tensorFlow()),
    TF_MOBILENETV3_SMALL_MINIMAL_100(
            v3(Stages.SMALL_MINIMAL).features(1024).relu().tensorFlow());

    private final MobileNetV3Config config;

    MobileNetV3s(MobileNetV3Config config) {
        this.config = config;
    }

    @Override
    public MobileNetV3 build(ModelOptions options) {
        return new MobileNetV3(id(), options.arguments().bindTo(config), options);
    }
}
