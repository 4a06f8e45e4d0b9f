package io.github.timm4j.models.efficientnet;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.models.efficientnet.BlockContext.Style;
import io.github.timm4j.nn.Conv2d;
import io.github.timm4j.nn.FeatureInfo;
import io.github.timm4j.nn.Init;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Linear;
import io.github.timm4j.nn.Norm;
import io.github.timm4j.nn.Sequential;
import io.github.timm4j.nn.StagedModel;
import java.util.List;

/** What networks of mobile blocks share: stem and stages, and how random weights begin. */
public abstract class MobileNetwork extends StagedModel {
    private final EfficientNetConfig config;
    private final ModelOptions options;

    /**
     * For families.
     *
     * @param config the shape
     * @param options what the caller varies
     */
    protected MobileNetwork(EfficientNetConfig config, ModelOptions options) {
        super(options);
        this.config = config;
        this.options = options;
    }

    /**
     * Adds stem and stages: children {@code conv_stem}, {@code bn1}, {@code blocks}.
     *
     * @return channels of the last stage
     */
    protected final int body() {
        EfficientNetConfig.Stem stem = config.stem();
        Norm norm = config.ways().norms(options);
        int channels = stem.fixed() ? stem.channels() : config.widths().scale(stem.channels());
        Conv2d.Spec spec = Conv2d.Spec.of(options.inChannels(), channels, stem.kernel())
                .stride(2)
                .padding(config.ways().padding(stem.kernel(), 2, 1));
        step(child("conv_stem", BlockContext.conv(spec)));
        step(child("bn1", norm.layer(channels, config.activation())));
        block(channels);
        List<List<BlockSpec>> blocks = config.stages().blocks();
        if (StageBuilder.stemIsLevel(blocks)) {
            level("bn1", channels, 2);
        }
        StageBuilder builder = new StageBuilder(
                new Style(config.ways(), norm, config.widths()),
                config.activation(),
                options.dropPathRate(0),
                options.outputStride(32));
        stages(builder.build(channels, blocks));
        return builder.channels();
    }

    private void stages(List<StageBuilder.Stage> stages) {
        child(
                "blocks",
                new Sequential(stages.stream().map(StageBuilder.Stage::layer).toList()));
        for (StageBuilder.Stage stage : stages) {
            step(stage.layer());
            block(stage.channels());
            FeatureInfo.Level level = stage.level();
            if (level != null) {
                level(level.module(), level.channels(), level.reduction());
            }
        }
    }

    /**
     * A pointwise convolution.
     *
     * @param in input channels
     * @param out output channels
     * @param bias whether a bias is added
     * @return a new layer
     */
    protected static Layer pointwise(int in, int out, boolean bias) {
        return BlockContext.conv(Conv2d.Spec.of(in, out, 1).bias(bias));
    }

    @Override
    protected Linear newClassifier(int features, int classes) {
        return new Linear(features, classes, Init.uniform(1 / Math.sqrt(classes)), Init.ZEROS);
    }
}
