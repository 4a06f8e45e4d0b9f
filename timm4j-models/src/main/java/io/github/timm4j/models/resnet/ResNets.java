package io.github.timm4j.models.resnet;

import static io.github.timm4j.models.resnet.ResNetConfig.basic;
import static io.github.timm4j.models.resnet.ResNetConfig.bottleneck;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.registry.Architecture;
import io.github.timm4j.registry.ModelFamily;

/** Residual networks: plain, C, D, S and T forms, ResNeXt, wide, SE and ECA attention, antialiased, RS. */
@ModelFamily("resnet")
public enum ResNets implements Architecture {
    ECARESNET26T(bottleneck(2, 2, 2, 2).variantT().eca()),
    ECARESNET50D(bottleneck(3, 4, 6, 3).variantD().eca()),
    ECARESNET50D_PRUNED(bottleneck(3, 4, 6, 3).variantD().eca(), true),
    ECARESNET50T(bottleneck(3, 4, 6, 3).variantT().eca()),
    ECARESNET101D(bottleneck(3, 4, 23, 3).variantD().eca()),
    ECARESNET101D_PRUNED(bottleneck(3, 4, 23, 3).variantD().eca(), true),
    ECARESNET200D(bottleneck(3, 24, 36, 3).variantD().eca()),
    ECARESNET269D(bottleneck(3, 30, 48, 8).variantD().eca()),
    ECARESNETLIGHT(bottleneck(1, 1, 11, 3).averageShortcuts().eca()),
    ECARESNEXT26T_32X4D(bottleneck(2, 2, 2, 2).resNeXt(32, 4).variantT().eca()),
    ECARESNEXT50T_32X4D(bottleneck(3, 4, 6, 3).resNeXt(32, 4).variantT().eca()),
    RESNET10T(basic(1, 1, 1, 1).variantT()),
    RESNET14T(bottleneck(1, 1, 1, 1).variantT()),
    RESNET18(basic(2, 2, 2, 2)),
    RESNET18D(basic(2, 2, 2, 2).variantD()),
    RESNET26(bottleneck(2, 2, 2, 2)),
    RESNET26D(bottleneck(2, 2, 2, 2).variantD()),
    RESNET26T(bottleneck(2, 2, 2, 2).variantT()),
    RESNET34(basic(3, 4, 6, 3)),
    RESNET34D(basic(3, 4, 6, 3).variantD()),
    RESNET50(bottleneck(3, 4, 6, 3)),
    RESNET50_GN(bottleneck(3, 4, 6, 3).groupNorm()),
    RESNET50C(bottleneck(3, 4, 6, 3).variantC()),
    RESNET50D(bottleneck(3, 4, 6, 3).variantD()),
    RESNET50S(bottleneck(3, 4, 6, 3).variantS()),
    RESNET50T(bottleneck(3, 4, 6, 3).variantT()),
    RESNET101(bottleneck(3, 4, 23, 3)),
    RESNET101C(bottleneck(3, 4, 23, 3).variantC()),
    RESNET101D(bottleneck(3, 4, 23, 3).variantD()),
    RESNET101S(bottleneck(3, 4, 23, 3).variantS()),
    RESNET152(bottleneck(3, 8, 36, 3)),
    RESNET152C(bottleneck(3, 8, 36, 3).variantC()),
    RESNET152D(bottleneck(3, 8, 36, 3).variantD()),
    RESNET152S(bottleneck(3, 8, 36, 3).variantS()),
    RESNET200(bottleneck(3, 24, 36, 3)),
    RESNET200D(bottleneck(3, 24, 36, 3).variantD()),
    RESNETAA34D(basic(3, 4, 6, 3).variantD().averageAntialias()),
    RESNETAA50(bottleneck(3, 4, 6, 3).averageAntialias()),
    RESNETAA50D(bottleneck(3, 4, 6, 3).variantD().averageAntialias()),
    RESNETAA101D(bottleneck(3, 4, 23, 3).variantD().averageAntialias()),
    RESNETBLUR18(basic(2, 2, 2, 2).blurAntialias()),
    RESNETBLUR50(bottleneck(3, 4, 6, 3).blurAntialias()),
    RESNETBLUR50D(bottleneck(3, 4, 6, 3).variantD().blurAntialias()),
    RESNETBLUR101D(bottleneck(3, 4, 23, 3).variantD().blurAntialias()),
    RESNETRS50(bottleneck(3, 4, 6, 3).variantRs()),
    RESNETRS101(bottleneck(3, 4, 23, 3).variantRs()),
    RESNETRS152(bottleneck(3, 8, 36, 3).variantRs()),
    RESNETRS200(bottleneck(3, 24, 36, 3).variantRs()),
    RESNETRS270(bottleneck(4, 29, 53, 4).variantRs()),
    RESNETRS350(bottleneck(4, 36, 72, 4).variantRs()),
    RESNETRS420(bottleneck(4, 44, 87, 4).variantRs()),
    RESNEXT50_32X4D(bottleneck(3, 4, 6, 3).resNeXt(32, 4)),
    RESNEXT50D_32X4D(bottleneck(3, 4, 6, 3).resNeXt(32, 4).variantD()),
    RESNEXT101_32X4D(bottleneck(3, 4, 23, 3).resNeXt(32, 4)),
    RESNEXT101_32X8D(bottleneck(3, 4, 23, 3).resNeXt(32, 8)),
    RESNEXT101_32X16D(bottleneck(3, 4, 23, 3).resNeXt(32, 16)),
    RESNEXT101_32X32D(bottleneck(3, 4, 23, 3).resNeXt(32, 32)),
    RESNEXT101_64X4D(bottleneck(3, 4, 23, 3).resNeXt(64, 4)),
    SENET154(bottleneck(3, 8, 36, 3).seNet()),
    SERESNET18(basic(2, 2, 2, 2).se()),
    SERESNET34(basic(3, 4, 6, 3).se()),
    SERESNET50(bottleneck(3, 4, 6, 3).se()),
    SERESNET50T(bottleneck(3, 4, 6, 3).variantT().se()),
    SERESNET101(bottleneck(3, 4, 23, 3).se()),
    SERESNET152(bottleneck(3, 8, 36, 3).se()),
    SERESNET152D(bottleneck(3, 8, 36, 3).variantD().se()),
    SERESNET200D(bottleneck(3, 24, 36, 3).variantD().se()),
    SERESNET269D(bottleneck(3, 30, 48, 8).variantD().se()),
    SERESNETAA50D(bottleneck(3, 4, 6, 3).variantD().se().averageAntialias()),
    SERESNEXT26D_32X4D(bottleneck(2, 2, 2, 2).resNeXt(32, 4).variantD().se()),
    SERESNEXT26T_32X4D(bottleneck(2, 2, 2, 2).resNeXt(32, 4).variantT().se()),
    SERESNEXT50_32X4D(bottleneck(3, 4, 6, 3).resNeXt(32, 4).se()),
    SERESNEXT101_32X4D(bottleneck(3, 4, 23, 3).resNeXt(32, 4).se()),
    SERESNEXT101_32X8D(bottleneck(3, 4, 23, 3).resNeXt(32, 8).se()),
    SERESNEXT101_64X4D(bottleneck(3, 4, 23, 3).resNeXt(64, 4).se()),
    SERESNEXT101D_32X8D(bottleneck(3, 4, 23, 3).resNeXt(32, 8).variantD().se()),
    SERESNEXTAA101D_32X8D(bottleneck(3, 4, 23, 3).resNeXt(32, 8).variantD().se().averageAntialias()),
    SERESNEXTAA201D_32X8D(bottleneck(3, 24, 36, 4)
            .resNeXt(32, 8)
            .variantS()
            .averageShortcuts()
            .se()
            .averageAntialias()),
    TEST_RESNET(basic(1, 1, 1, 1).deepStem(16).averageShortcuts().mixed()),
    WIDE_RESNET50_2(bottleneck(3, 4, 6, 3).resNeXt(1, 128)),
    WIDE_RESNET101_2(bottleneck(3, 4, 23, 3).resNeXt(1, 128));

    private final ResNetConfig config;
    private final boolean pruned;

    ResNets(ResNetConfig config) {
        this(config, false);
    }

    ResNets(ResNetConfig config, boolean pruned) {
        this.config = config;
        this.pruned = pruned;
    }

    @Override
    public ResNet build(ModelOptions options) {
        ResNet model = new ResNet(options.arguments().bindTo(config), options);
        return pruned ? model.pruned(id()) : model;
    }
}
