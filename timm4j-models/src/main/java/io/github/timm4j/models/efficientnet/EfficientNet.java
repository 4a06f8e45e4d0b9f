package io.github.timm4j.models.efficientnet;

import io.github.timm4j.models.efficientnet.BlockContext.Style;
import io.github.timm4j.models.efficientnet.EfficientNetConfig.Ways;
import io.github.timm4j.nn.Conv2d;
import io.github.timm4j.nn.FeatureInfo;
import io.github.timm4j.nn.GroupMatcher;
import io.github.timm4j.nn.Init;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Linear;
import io.github.timm4j.nn.Norm;
import io.github.timm4j.nn.Padding;
import io.github.timm4j.nn.Pruning;
import io.github.timm4j.nn.Sequential;
import io.github.timm4j.nn.StagedModel;
import io.github.timm4j.registry.ModelOptions;
import java.util.List;
import java.util.Optional;

/**
 * Stem, stages of mobile blocks, a pointwise convolution, pool, linear classifier: {@code (B, C, H, W) -> (B, classes)}.
 *
 * @see <a href="https://arxiv.org/abs/1905.11946">EfficientNet</a>
 */
public final class EfficientNet extends StagedModel {
    EfficientNet(String name, EfficientNetConfig config, ModelOptions options) {
        super(options);
        Ways ways = config.ways();
        Norm norm = Norms.of(ways, options);
        int stem = config.stem().fixed()
                ? config.stem().channels()
                : config.widths().scale(config.stem().channels());
        int kernel = config.stem().kernel();
        step(child("conv_stem", conv(options.inChannels(), stem, kernel, 2, ways.same())));
        step(child("bn1", norm.layer(stem, config.activation())));
        List<List<BlockSpec>> specs = config.stages().blocks();
        if (StageBuilder.stemIsLevel(specs)) {
            level("bn1", stem, 2);
        }
        StageBuilder builder = new StageBuilder(
                new Style(ways.same(), norm, ways.antialias(), ways.attentions(), null),
                config.widths(),
                config.activation(),
                options.dropPathRate(0),
                options.outputStride(32));
        List<StageBuilder.Stage> stages = builder.build(stem, specs);
        child(
                "blocks",
                new Sequential(stages.stream().map(StageBuilder.Stage::layer).toList()));
        for (StageBuilder.Stage stage : stages) {
            step(stage.layer());
            FeatureInfo.Level level = stage.level();
            if (level != null) {
                level(level.module(), level.channels(), level.reduction());
            }
        }
        classifier("classifier", tail(config, norm, builder.channels()), options);
        if (config.pruned()) {
            pruneChannels(Pruning.shapes(EfficientNet.class, name + ".txt"));
        }
    }

    private int tail(EfficientNetConfig config, Norm norm, int channels) {
        int features = config.features();
        if (features == 0) {
            return channels;
        }
        step(child("conv_head", conv(channels, features, 1, 1, config.ways().same())));
        step(child("bn2", norm.layer(features, config.activation())));
        return features;
    }

    static Layer conv(int in, int out, int kernel, int stride, boolean same) {
        Padding padding = same ? Padding.SAME : Padding.symmetric(kernel, stride, 1);
        return BlockContext.conv(Conv2d.Spec.of(in, out, kernel).stride(stride).padding(padding));
    }

    @Override
    protected Linear newClassifier(int features, int classes) {
        return new Linear(features, classes, Init.uniform(1 / Math.sqrt(classes)), Init.ZEROS);
    }

    @Override
    public Optional<GroupMatcher> groupMatcher(boolean coarse) {
        return Optional.of(GroupMatcher.of("^conv_stem|bn1", coarse ? "^blocks\\.(\\d+)" : "^blocks\\.(\\d+)\\.(\\d+)")
                .and(1, "conv_head|bn2", GroupMatcher.PREVIOUS_LAYER));
    }
}
