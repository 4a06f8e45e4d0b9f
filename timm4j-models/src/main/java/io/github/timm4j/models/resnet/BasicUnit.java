package io.github.timm4j.models.resnet;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.Conv2d;
import io.github.timm4j.nn.Init;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Norm;
import org.jspecify.annotations.Nullable;

/** Two 3x3 convolutions and a shortcut: {@code (B, in, H, W) -> (B, planes, H / stride, W / stride)}. */
final class BasicUnit extends ResidualUnit {
    private final @Nullable Layer[] branch;
    private final @Nullable Layer downsample;

    BasicUnit(ResNetConfig config, Norm norm, Place place, Drops drops, @Nullable Layer downsample) {
        super(config, norm, place, drops);
        int planes = place.planes();
        int first = planes / config.width().reduceFirst();
        this.branch = new Layer[] {
            child("conv1", stridedConv(place.in(), first)),
            child("bn1", norm.layer(first)),
            drops.dropBlock(),
            activation.layer(),
            antialias(),
            child(
                    "conv2",
                    conv(Conv2d.Spec.of(first, planes, 3)
                            .padding(place.dilation())
                            .dilation(place.dilation()))),
            child("bn2", norm.layer(planes, Activation.IDENTITY, Init.ZEROS)),
            attention(planes)
        };
        this.downsample = downsample == null ? null : child("downsample", downsample);
    }

    @Override
    protected NDArray forward(NDArray x) {
        return join(chain(x, branch), x, downsample);
    }
}
