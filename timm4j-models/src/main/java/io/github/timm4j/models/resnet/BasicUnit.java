package io.github.timm4j.models.resnet;

import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.Conv2d;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Norm;
import org.jspecify.annotations.Nullable;

/** Two 3x3 convolutions and a shortcut: {@code (B, in, H, W) -> (B, planes, H / stride, W / stride)}. */
final class BasicUnit extends ResidualUnit {
    BasicUnit(ResNetConfig config, Norm norm, Place place, Drops drops, @Nullable Layer downsample) {
        super(config, norm, place, drops);
        if (config.width().groups() != 1 || config.width().base() != 64) {
            throw new IllegalArgumentException("basic blocks have cardinality 1 and base_width 64, found "
                    + config.width().groups() + " and " + config.width().base());
        }
        int planes = place.planes();
        int first = planes / config.width().reduceFirst();
        then(child("conv1", stridedConv(place.in(), first)));
        then(child("bn1", norm.layer(first)));
        then(drops.dropBlock());
        then(child("act1", activation.layer()));
        then(antialias());
        then(child(
                "conv2",
                conv(Conv2d.Spec.of(first, planes, 3).padding(place.dilation()).dilation(place.dilation()))));
        then(child(
                "bn2",
                norm.layer(planes, Activation.IDENTITY, config.blockArgs().lastNorm())));
        then(attention(planes));
        end("act2", downsample);
    }
}
