package io.github.timm4j.models.resnet;

import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.Conv2d;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Norm;
import org.jspecify.annotations.Nullable;

/** 1x1 reduce, 3x3, 1x1 expand and a shortcut: {@code (B, in, H, W) -> (B, 4 * planes, H / stride, W / stride)}. */
final class BottleneckUnit extends ResidualUnit {
    BottleneckUnit(ResNetConfig config, Norm norm, Place place, Drops drops, @Nullable Layer downsample) {
        super(config, norm, place, drops);
        int width = place.planes() * config.width().base() / 64 * config.width().groups();
        int first = width / config.width().reduceFirst();
        int out = place.planes() * ResNetConfig.Unit.BOTTLENECK.expansion;
        then(child("conv1", conv(Conv2d.Spec.of(place.in(), first, 1))));
        then(child("bn1", norm.layer(first)));
        then(child("act1", activation.layer()));
        then(child("conv2", stridedConv(first, width)));
        then(child("bn2", norm.layer(width)));
        then(drops.dropBlock());
        then(child("act2", activation.layer()));
        then(antialias());
        then(child("conv3", conv(Conv2d.Spec.of(width, out, 1))));
        then(child(
                "bn3", norm.layer(out, Activation.IDENTITY, config.blockArgs().lastNorm())));
        then(attention(out));
        end("act3", downsample);
    }
}
