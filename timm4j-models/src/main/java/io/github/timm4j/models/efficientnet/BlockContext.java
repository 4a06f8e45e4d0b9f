package io.github.timm4j.models.efficientnet;

import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.Conv2d;
import io.github.timm4j.nn.Init;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.MixedConv2d;
import io.github.timm4j.nn.Norm;
import io.github.timm4j.nn.Padding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a block needs beside its own spec: its place in the network and the network's ways.
 *
 * @param in channels in
 * @param out channels out
 * @param dilation of its depthwise convolution
 * @param dropPath rate of stochastic depth
 * @param activation of its norms
 * @param squeeze squeeze ratio over its inner channels, 0 for none
 * @param style the network's ways
 */
record BlockContext(
        int in, int out, int dilation, double dropPath, Activation activation, double squeeze, Style style) {

    /**
     * A network's ways.
     *
     * @param ways what its blocks share
     * @param norm makes the norms
     * @param widths how channel numbers scale
     */
    record Style(Ways ways, Norm norm, Widths widths) {}

    Layer norm(int channels) {
        return style.norm().layer(channels, activation);
    }

    Layer plainNorm(int channels) {
        return style.norm().layer(channels);
    }

    /** One kernel size makes a plain convolution, several a mixed one. */
    Layer conv(int in, int out, List<Integer> kernels, int stride, int groups) {
        return kernels.size() == 1
                ? conv(spec(in, out, kernels.get(0), stride, groups))
                : new MixedConv2d(spec(in, out, 1, stride, groups), kernels);
    }

    Layer pointwise(int in, int out, List<Integer> kernels) {
        return conv(in, out, kernels, 1, 1);
    }

    Conv2d.Spec spec(int in, int out, int kernel, int stride, int groups) {
        int spread = stride > 1 || groups > 1 || kernel > 1 ? dilation : 1;
        Padding padding = style.ways().padding(kernel, stride, spread);
        return new Conv2d.Spec(in, out, kernel, stride, padding, spread, groups, false);
    }

    static Conv2d conv(Conv2d.Spec spec) {
        return new Conv2d(spec, Init.normalFanOut(spec), Init.ZEROS);
    }

    boolean antialiased(int stride) {
        return style.ways().antialias() != null && stride > 1;
    }

    @Nullable
    Layer antialias(int stride) {
        Ways.Antialias antialias = style.ways().antialias();
        return antialias == null || stride == 1 ? null : antialias.layer(stride);
    }

    @Nullable
    Layer attention(int channels) {
        return squeeze == 0 ? null : style.ways().attentions().layer(channels, squeeze, activation, style.widths());
    }

    static int groups(@Nullable Integer groupSize, int channels) {
        return groupSize == null || groupSize == 0 ? 1 : channels / groupSize;
    }
}
