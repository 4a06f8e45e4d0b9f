package io.github.timm4j.models.efficientnet;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.GroupMatcher;
import io.github.timm4j.nn.Pruning;
import java.util.Optional;

/**
 * Stem, stages of mobile blocks, a pointwise convolution, pool, linear classifier: {@code (B, C, H, W) -> (B, classes)}.
 *
 * @see <a href="https://arxiv.org/abs/1905.11946">EfficientNet</a>
 */
public final class EfficientNet extends MobileNetwork {
    EfficientNet(String name, EfficientNetConfig config, ModelOptions options) {
        super(config, options);
        int channels = body();
        int features = config.numFeatures();
        if (features > 0) {
            step(child("conv_head", pointwise(channels, features, false)));
            step(child("bn2", config.ways().norms(options).layer(features, config.activation())));
        }
        classifier("classifier", features > 0 ? features : channels, options);
        if (config.pruned()) {
            pruneChannels(Pruning.shapes(EfficientNet.class, name + ".txt"));
        }
    }

    @Override
    public Optional<GroupMatcher> groupMatcher(boolean coarse) {
        return Optional.of(GroupMatcher.of("^conv_stem|bn1", coarse ? "^blocks\\.(\\d+)" : "^blocks\\.(\\d+)\\.(\\d+)")
                .and(1, "conv_head|bn2", GroupMatcher.PREVIOUS_LAYER));
    }
}
