package io.github.timm4j.models.resnet;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.Conv2d;
import io.github.timm4j.nn.Init;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Norm;
import org.jspecify.annotations.Nullable;

/** 1x1 reduce, 3x3, 1x1 expand and a shortcut: {@code (B, in, H, W) -> (B, 4 * planes, H / stride, W / stride)}. */
final class BottleneckUnit extends ResidualUnit {
    private final @Nullable Layer[] branch;
    private final @Nullable Layer downsample;

    BottleneckUnit(ResNetConfig config, Norm norm, Place place, Drops drops, @Nullable Layer downsample) {
        super(config, norm, place, drops);
        int width = (int) (place.planes() * (config.width().base() / 64.0))
                * config.width().groups();
        int first = width / config.width().reduceFirst();
        int out = place.planes() * ResNetConfig.Unit.BOTTLENECK.expansion;
        this.branch = new Layer[] {
            child("conv1", conv(Conv2d.Spec.of(place.in(), first, 1))),
            child("bn1", norm.layer(first)),
            activation.layer(),
            child("conv2", stridedConv(first, width)),
            child("bn2", norm.layer(width)),
            drops.dropBlock(),
            activation.layer(),
            antialias(),
            child("conv3", conv(Conv2d.Spec.of(width, out, 1))),
            child("bn3", norm.layer(out, Activation.IDENTITY, Init.ZEROS)),
            attention(out)
        };
        this.downsample = downsample == null ? null : child("downsample", downsample);
    }

    @Override
    protected NDArray forward(NDArray x) {
        return join(chain(x, branch), x, downsample);
    }
}
