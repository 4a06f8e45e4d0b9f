package io.github.timm4j.models.mobilenetv3;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.models.efficientnet.EfficientNetConfig;
import io.github.timm4j.models.efficientnet.MobileNetwork;
import io.github.timm4j.nn.GlobalPool;
import io.github.timm4j.nn.GroupMatcher;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Pruning;
import java.util.Optional;

/**
 * Stem, stages of mobile blocks, pool, a pointwise convolution of the pooled features, linear classifier:
 * {@code (B, C, H, W) -> (B, classes)}.
 *
 * @see <a href="https://arxiv.org/abs/1905.02244">Searching for MobileNetV3</a>
 */
public final class MobileNetV3 extends MobileNetwork {
    MobileNetV3(String name, MobileNetV3Config config, ModelOptions options) {
        super(config.trunk(), options);
        int channels = body();
        head(config, channels, options);
        classifier("classifier", channels, options);
        if (config.trunk().pruned()) {
            pruneChannels(Pruning.shapes(MobileNetV3.class, name + ".txt"));
        }
    }

    private void head(MobileNetV3Config config, int channels, ModelOptions options) {
        EfficientNetConfig trunk = config.trunk();
        boolean normed = config.head().norm();
        int pooled = channels * new GlobalPool(options.globalPool("avg")).featMult();
        int hidden = trunk.numFeatures();
        Layer conv = child("conv_head", pointwise(pooled, hidden, config.head().bias() && !normed));
        Layer act = normed
                ? child("norm_head", trunk.ways().norms(options).layer(hidden, trunk.activation()))
                : child("act2", trunk.activation().layer());
        hiddenHead(pooled, hidden, conv, act);
    }

    @Override
    public Optional<GroupMatcher> groupMatcher(boolean coarse) {
        return Optional.of(
                GroupMatcher.of("^conv_stem|bn1", coarse ? "^blocks\\.(\\d+)" : "^blocks\\.(\\d+)\\.(\\d+)"));
    }
}
