package io.github.timm4j.models.resnet;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.models.resnet.ResNetConfig.Stem;
import io.github.timm4j.models.resnet.ResNetConfig.Unit;
import io.github.timm4j.models.resnet.ResidualUnit.Drops;
import io.github.timm4j.models.resnet.ResidualUnit.Place;
import io.github.timm4j.nn.BlurPool2d;
import io.github.timm4j.nn.Conv2d;
import io.github.timm4j.nn.DropBlock2d;
import io.github.timm4j.nn.GroupMatcher;
import io.github.timm4j.nn.Identity;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Norm;
import io.github.timm4j.nn.Padding;
import io.github.timm4j.nn.Pool2d;
import io.github.timm4j.nn.Pruning;
import io.github.timm4j.nn.Sequential;
import io.github.timm4j.nn.StagedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stem, four stages of residual units, pool, linear classifier: {@code (B, C, H, W) -> (B, classes)}.
 *
 * @see <a href="https://arxiv.org/abs/1512.03385">Deep Residual Learning for Image Recognition</a>
 */
public final class ResNet extends StagedModel {
    private static final int STEM_CHANNELS = 64;
    private static final List<Integer> OUTPUT_STRIDES = List.of(8, 16, 32);

    private final ResNetConfig config;
    private final ModelOptions options;
    private final Norm norm;

    ResNet(ResNetConfig config, ModelOptions options) {
        super(options);
        this.config = config;
        this.options = options;
        this.norm = config.norm().norm(options);
        int channels = stem(config.stem());
        classifier("fc", stages(channels), options);
    }

    /** Gives the layers the channels of a pruned network. */
    ResNet pruned(String name) {
        pruneChannels(Pruning.shapes(ResNet.class, name + ".txt"));
        return this;
    }

    private int stem(Stem stem) {
        int channels = stem.deep() ? stem.width() * 2 : STEM_CHANNELS;
        step(child("conv1", stem.deep() ? deepStem(stem) : conv(options.inChannels(), channels, 7, 2)));
        step(child("bn1", norm.layer(channels)));
        step(child("act1", config.activation().layer()));
        level("act1", channels, 2);
        step(child("maxpool", stemPool(stem, channels)));
        tail();
        return channels;
    }

    private Layer deepStem(Stem stem) {
        int first = stem.type() == ResNetConfig.StemType.DEEP_TIERED ? 3 * (stem.width() / 4) : stem.width();
        return new Sequential(
                conv(options.inChannels(), first, 3, 2),
                norm.layer(first),
                config.activation().layer(),
                conv(first, stem.width(), 3, 1),
                norm.layer(stem.width()),
                config.activation().layer(),
                conv(stem.width(), stem.width() * 2, 3, 1));
    }

    private Layer stemPool(Stem stem, int channels) {
        Layer antialias = config.antialias().layer(2);
        if (stem.convPool()) {
            List<Layer> layers = new ArrayList<>();
            layers.add(conv(channels, channels, 3, antialias == null ? 2 : 1));
            if (antialias != null) {
                layers.add(antialias);
            }
            layers.add(norm.layer(channels));
            layers.add(config.activation().layer());
            return new Sequential(layers);
        }
        if (antialias instanceof BlurPool2d) {
            return new Sequential(Pool2d.max(3, 1, Padding.of(1)), antialias);
        }
        return antialias == null ? Pool2d.max(3, 2, Padding.of(1)) : antialias;
    }

    private int stages(int stemChannels) {
        List<Integer> depths = config.stages().depths();
        int total = depths.stream().mapToInt(Integer::intValue).sum();
        double dropPath = options.dropPathRate(0) / (total - 1);
        int outputStride = options.outputStride(32);
        if (!OUTPUT_STRIDES.contains(outputStride)) {
            throw new IllegalArgumentException("output_stride is one of " + OUTPUT_STRIDES + ", found " + outputStride);
        }
        int in = stemChannels;
        int reduction = 4;
        int dilation = 1;
        int previousDilation = 1;
        int unit = 0;
        for (int stage = 0; stage < depths.size(); stage++) {
            int stride = stage == 0 ? 1 : 2;
            if (reduction >= outputStride) {
                dilation *= stride;
                stride = 1;
            } else {
                reduction *= stride;
            }
            List<Layer> units = new ArrayList<>();
            Unit kind = config.stages().units().get(stage);
            int planes = config.stages().channels().get(stage);
            for (int i = 0; i < depths.get(stage); i++) {
                Place place = new Place(in, planes, i == 0 ? stride : 1, dilation, previousDilation);
                Layer shortcut = i == 0 ? shortcut(place, planes * kind.expansion) : null;
                units.add(unit(kind, place, new Drops(dropPath * unit++, dropBlock(stage)), shortcut));
                previousDilation = dilation;
                in = planes * kind.expansion;
            }
            String name = "layer" + (stage + 1);
            step(child(name, new Sequential(units)));
            level(name, in, reduction);
        }
        return in;
    }

    private Layer unit(Unit kind, Place place, Drops drops, @Nullable Layer shortcut) {
        return kind == Unit.BASIC
                ? new BasicUnit(config, norm, place, drops, shortcut)
                : new BottleneckUnit(config, norm, place, drops, shortcut);
    }

    private @Nullable DropBlock2d dropBlock(int stage) {
        Double rate = options.regularisation().dropBlockRate();
        if (rate == null || rate == 0 || stage < 2) {
            return null;
        }
        return stage == 2 ? new DropBlock2d(rate, 5, 0.25) : new DropBlock2d(rate, 3, 1);
    }

    private @Nullable Layer shortcut(Place place, int out) {
        if (place.stride() == 1 && place.in() == out) {
            return null;
        }
        boolean plain = place.stride() == 1 && place.dilation() == 1;
        if (config.shortcut().average()) {
            int step = place.dilation() == 1 ? place.stride() : 1;
            Padding padding = step == 1 ? Padding.SAME : Padding.VALID;
            Layer pool = plain ? new Identity() : Pool2d.avgInside(2, step, padding);
            return new Sequential(pool, conv(place.in(), out, 1, 1), norm.layer(out));
        }
        int kernel = plain ? 1 : config.shortcut().kernel();
        int dilation = kernel > 1 ? place.firstDilation() : 1;
        Conv2d conv = ResidualUnit.conv(Conv2d.Spec.of(place.in(), out, kernel)
                .stride(place.stride())
                .dilation(dilation)
                .padding(Padding.symmetric(kernel, place.stride(), dilation)));
        return new Sequential(conv, norm.layer(out));
    }

    private static Conv2d conv(int in, int out, int kernel, int stride) {
        return ResidualUnit.conv(Conv2d.Spec.of(in, out, kernel).stride(stride));
    }

    @Override
    public Optional<GroupMatcher> groupMatcher(boolean coarse) {
        return Optional.of(GroupMatcher.of("^conv1|bn1|maxpool", coarse ? "^layer(\\d+)" : "^layer(\\d+)\\.(\\d+)"));
    }
}
