package io.github.timm4j.models.efficientnet;

import io.github.timm4j.nn.Channels;

/**
 * A full convolution expands, a pointwise one projects. Children {@code conv_exp}, {@code bn1}, {@code se}, {@code conv_pwl},
 * {@code bn2}.
 *
 * @see <a href="https://ai.googleblog.com/2019/08/efficientnet-edgetpu-creating.html">EfficientNet-EdgeTPU</a>
 */
final class EdgeResidual extends MobileBlock {
    EdgeResidual(BlockSpec block, BlockContext context) {
        super(context, InvertedResidual.skips(block, context));
        int forced = block.extras().forceIn();
        int inner = Channels.divisible((forced > 0 ? forced : context.in()) * block.expansion(), 8);
        int stride = context.antialiased(block.stride()) ? 1 : block.stride();
        int groups = BlockContext.groups(block.extras().groupSize(), inner);
        then("conv_exp", context.conv(context.in(), inner, block.kernels().main(), stride, groups));
        then("bn1", context.norm(inner));
        thenIf("aa", context.antialias(block.stride()));
        thenIf("se", context.attention(inner));
        then("conv_pwl", context.pointwise(inner, context.out(), block.kernels().end()));
        then("bn2", context.plainNorm(context.out()));
    }
}
