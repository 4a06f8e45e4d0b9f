package io.github.timm4j.models.efficientnet;

import io.github.timm4j.models.efficientnet.EfficientNetConfig.Ways;
import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.BatchNorm2d;
import io.github.timm4j.nn.EvoNorm2d;
import io.github.timm4j.nn.LayerNorm2d;
import io.github.timm4j.nn.Norm;
import io.github.timm4j.registry.ModelOptions;

/** The norms of the mobile networks. */
final class Norms {
    private static final double TF_EPS = 1e-3;

    private Norms() {}

    static Norm of(Ways ways, ModelOptions options) {
        int group = ways.normGroup();
        return switch (ways.norm()) {
            case BATCH -> Norm.batch(options);
            case BATCH_TF -> Norm.batch(options, new BatchNorm2d.Options(0.1, TF_EPS));
            case GROUP ->
                (channels, activation, init) -> Norm.group(channels / group).layer(channels, activation, init);
            case EVO ->
                (channels, activation, init) -> new EvoNorm2d(channels, group, activation != Activation.IDENTITY);
            case LAYER -> (channels, activation, init) -> new LayerNorm2d(channels, 1e-5, activation);
        };
    }
}
