package io.github.timm4j.models.resnet;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.models.resnet.ResNetConfig.Antialias;
import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.Conv2d;
import io.github.timm4j.nn.DropBlock2d;
import io.github.timm4j.nn.DropPath;
import io.github.timm4j.nn.EfficientChannelAttention;
import io.github.timm4j.nn.Identity;
import io.github.timm4j.nn.Init;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Norm;
import io.github.timm4j.nn.SqueezeExcite;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the two kinds of residual unit share: the parts around the convolutions, and the sum with the shortcut. */
abstract class ResidualUnit extends Layer {

    /**
     * Where a unit stands.
     *
     * @param in channels in
     * @param planes channels out before expansion
     * @param stride of the unit
     * @param dilation of its 3x3 convolutions
     * @param firstDilation of its first strided convolution
     */
    record Place(int in, int planes, int stride, int dilation, int firstDilation) {
        boolean reduces() {
            return stride == 2 || firstDilation != dilation;
        }
    }

    /**
     * Random layers of a unit.
     *
     * @param dropPath rate of stochastic depth
     * @param dropBlock the block dropper's layer, or null
     */
    record Drops(double dropPath, @Nullable DropBlock2d dropBlock) {}

    final ResNetConfig config;
    final Norm norm;
    final Place place;
    final Activation activation;
    private final DropPath dropPath;
    private final List<Layer> branch = new ArrayList<>();
    private Layer act = new Identity();
    private @Nullable Layer downsample;

    ResidualUnit(ResNetConfig config, Norm norm, Place place, Drops drops) {
        this.config = config;
        this.norm = norm;
        this.place = place;
        this.activation = config.activation();
        this.dropPath = new DropPath(drops.dropPath());
    }

    static Conv2d conv(Conv2d.Spec spec) {
        return new Conv2d(spec, Init.kaimingNormalFanOut(spec.weightShape()), Init.ZEROS);
    }

    /** The 3x3 convolution that carries the unit's stride, unless an antialiasing layer does. */
    Conv2d stridedConv(int in, int out) {
        boolean blurred = config.antialias() != Antialias.NONE && place.reduces();
        return conv(Conv2d.Spec.of(in, out, 3)
                .stride(blurred ? 1 : place.stride())
                .padding(place.firstDilation())
                .dilation(place.firstDilation())
                .groups(config.width().groups()));
    }

    @Nullable
    Layer antialias() {
        Layer layer = place.reduces() ? config.antialias().layer(place.stride()) : null;
        return layer == null ? null : child("aa", layer);
    }

    @Nullable
    Layer attention(int channels) {
        return switch (config.blockArgs().attention()) {
            case NONE -> null;
            case SE -> child("se", new SqueezeExcite(channels, 1 / 16.0));
            case SE_QUARTER -> child("se", new SqueezeExcite(channels, 1 / 4.0));
            case ECA -> child("se", new EfficientChannelAttention(channels));
        };
    }

    /** Adds a layer to the branch where there is one. */
    final void then(@Nullable Layer layer) {
        if (layer != null) {
            branch.add(layer);
        }
    }

    /** Registers what follows the branch: the last activation under a key, the shortcut's layer, stochastic depth. */
    final void end(String key, @Nullable Layer shortcut) {
        act = child(key, activation.layer());
        if (shortcut != null) {
            downsample = child("downsample", shortcut);
        }
        child("drop_path", dropPath);
    }

    /** {@code act(branch + shortcut)}; the branch is a fresh array. */
    @Override
    protected NDArray forward(NDArray x) {
        NDArray y = dropPath.apply(chain(x, branch.toArray(new Layer[0])));
        return overwriting(act, y.addi(downsample == null ? x : downsample.apply(x)));
    }
}
