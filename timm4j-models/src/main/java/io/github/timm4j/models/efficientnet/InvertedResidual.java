package io.github.timm4j.models.efficientnet;

import io.github.timm4j.models.efficientnet.DepthwiseSeparableConv.SpaceToDepth;
import io.github.timm4j.nn.Channels;
import java.util.List;

/**
 * Expand, depthwise, project. Children {@code conv_pw}, {@code bn1}, {@code conv_dw}, {@code bn2}, {@code se},
 * {@code conv_pwl}, {@code bn3}.
 *
 * @see <a href="https://arxiv.org/abs/1801.04381">MobileNetV2</a>
 */
final class InvertedResidual extends MobileBlock {
    InvertedResidual(BlockSpec block, BlockContext context) {
        super(context, skips(block, context));
        boolean toDepth = block.extras().spaceToDepth();
        int in = toDepth ? SpaceToDepth.add(this, context) : context.in();
        List<Integer> kernels = toDepth
                ? SpaceToDepth.halved(block.kernels().main())
                : block.kernels().main();
        int inner = Channels.divisible(in * block.expansion(), 8);
        boolean antialiased = !toDepth && context.antialiased(block.stride());
        Integer groupSize = block.extras().groupSize();
        int groups = BlockContext.groups(groupSize == null ? 1 : groupSize, inner);
        then("conv_pw", context.pointwise(in, inner, block.kernels().start()));
        then("bn1", context.norm(inner));
        then("conv_dw", SpaceToDepth.depthwise(context, inner, kernels, antialiased ? 1 : block.stride(), groups));
        then("bn2", context.norm(inner));
        if (antialiased) {
            thenIf("aa", context.antialias(block.stride()));
        }
        thenIf("se", context.attention(inner));
        then("conv_pwl", context.pointwise(inner, context.out(), block.kernels().end()));
        then("bn3", context.plainNorm(context.out()));
    }

    static boolean skips(BlockSpec block, BlockContext context) {
        return block.stride() == 1
                && context.in() == context.out()
                && !Boolean.FALSE.equals(block.extras().skip());
    }
}
