package io.github.timm4j.models.efficientnet;

import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.Channels;
import io.github.timm4j.nn.Conv2d;
import io.github.timm4j.nn.ConvNormAct;
import io.github.timm4j.nn.Init;
import io.github.timm4j.nn.LayerScale2d;
import java.util.List;

/**
 * Expand and project with depthwise convolutions before, between and behind, each of them optional. Children {@code dw_start},
 * {@code pw_exp}, {@code dw_mid}, {@code se}, {@code pw_proj}, {@code dw_end}, {@code layer_scale}.
 *
 * @see <a href="https://arxiv.org/abs/2404.10518">MobileNetV4</a>
 */
final class UniversalInvertedResidual extends MobileBlock {
    private final BlockContext context;
    private final int groupSize;

    UniversalInvertedResidual(BlockSpec block, BlockContext context) {
        super(context, InvertedResidual.skips(block, context));
        this.context = context;
        Integer given = block.extras().groupSize();
        this.groupSize = given == null ? 1 : given;
        int start = size(block.kernels().start());
        int middle = size(block.kernels().main());
        int end = size(block.kernels().end());
        int inner = Channels.divisible(context.in() * block.expansion(), 8);
        int stride = block.stride();
        if (start > 0) {
            depthwise("dw_start", context.in(), start, middle > 0 ? 1 : stride, Activation.IDENTITY);
        }
        pointwise("pw_exp", context.in(), inner, context.activation());
        if (middle > 0) {
            depthwise("dw_mid", inner, middle, stride, context.activation());
        }
        thenIf("se", context.attention(inner));
        pointwise("pw_proj", inner, context.out(), Activation.IDENTITY);
        if (end > 0) {
            depthwise("dw_end", context.out(), end, start > 0 || middle > 0 ? 1 : stride, Activation.IDENTITY);
        }
        Double scale = context.style().ways().layerScale();
        if (scale != null) {
            then("layer_scale", new LayerScale2d(context.out(), scale));
        }
    }

    private static int size(List<Integer> kernels) {
        return kernels.get(0);
    }

    private void depthwise(String key, int channels, int kernel, int stride, Activation activation) {
        boolean antialiased = context.antialiased(stride);
        Conv2d.Spec spec = context.spec(
                channels, channels, kernel, antialiased ? 1 : stride, BlockContext.groups(groupSize, channels));
        then(
                key,
                new ConvNormAct(
                        spec, Init.normalFanOut(spec), context.style().norm(), activation, context.antialias(stride)));
    }

    private void pointwise(String key, int in, int out, Activation activation) {
        Conv2d.Spec spec = context.spec(in, out, 1, 1, 1);
        then(key, new ConvNormAct(spec, Init.normalFanOut(spec), context.style().norm(), activation, null));
    }
}
