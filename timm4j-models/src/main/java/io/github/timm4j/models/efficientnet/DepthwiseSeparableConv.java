package io.github.timm4j.models.efficientnet;

import io.github.timm4j.nn.Conv2d;
import io.github.timm4j.nn.Padding;
import java.util.List;

/**
 * Depthwise convolution and a pointwise one behind it. Children {@code conv_dw}, {@code bn1}, {@code se}, {@code conv_pw},
 * {@code bn2}; {@code conv_s2d}, {@code bn_s2d} where it begins with space to depth.
 */
final class DepthwiseSeparableConv extends MobileBlock {
    DepthwiseSeparableConv(BlockSpec block, BlockContext context) {
        super(context, skips(block, context));
        boolean toDepth = block.extras().spaceToDepth();
        int in = toDepth ? SpaceToDepth.add(this, context) : context.in();
        List<Integer> kernels = toDepth
                ? SpaceToDepth.halved(block.kernels().main())
                : block.kernels().main();
        boolean antialiased = !toDepth && context.antialiased(block.stride());
        int groups = BlockContext.groups(
                block.extras().groupSize() == null ? 1 : block.extras().groupSize(), in);
        then("conv_dw", SpaceToDepth.depthwise(context, in, kernels, antialiased ? 1 : block.stride(), groups));
        then("bn1", context.norm(in));
        if (antialiased) {
            thenIf("aa", context.antialias(block.stride()));
        }
        thenIf("se", context.attention(in));
        then("conv_pw", context.pointwise(in, context.out(), block.kernels().end()));
        boolean active = block.kind() == BlockSpec.Kind.DSA;
        then("bn2", active ? context.norm(context.out()) : context.plainNorm(context.out()));
    }

    private static boolean skips(BlockSpec block, BlockContext context) {
        return block.stride() == 1
                && context.in() == context.out()
                && block.kind() == BlockSpec.Kind.DS
                && !Boolean.FALSE.equals(block.extras().skip());
    }

    /** The 2x2 convolution that turns positions into channels, at the begin of a block. */
    static final class SpaceToDepth {
        private static final int FACTOR = 4;

        private SpaceToDepth() {}

        static int add(MobileBlock block, BlockContext context) {
            int channels = context.in() * FACTOR;
            Conv2d.Spec spec =
                    Conv2d.Spec.of(context.in(), channels, 2).stride(2).padding(Padding.SAME);
            block.then("conv_s2d", BlockContext.conv(spec));
            block.then("bn_s2d", context.norm(channels));
            return channels;
        }

        static List<Integer> halved(List<Integer> kernels) {
            return kernels.stream().map(kernel -> (kernel + 1) / 2).toList();
        }

        /** Depthwise, padding a kernel of two as TensorFlow does. */
        static io.github.timm4j.nn.Layer depthwise(
                BlockContext context, int channels, List<Integer> kernels, int stride, int groups) {
            if (kernels.equals(List.of(2))) {
                return BlockContext.conv(
                        context.spec(channels, channels, 2, stride, groups).padding(Padding.SAME));
            }
            return context.conv(channels, channels, kernels, stride, groups);
        }
    }
}
