package io.github.timm4j.models.efficientnet;

import ai.djl.ndarray.NDArray;

/** Convolution, norm, activation. Children {@code conv}, {@code bn1}. */
final class ConvBnAct extends MobileBlock {
    ConvBnAct(BlockSpec block, BlockContext context) {
        super(
                context,
                Boolean.TRUE.equals(block.extras().skip()) && block.stride() == 1 && context.in() == context.out());
        int stride = context.antialiased(block.stride()) ? 1 : block.stride();
        int groups = BlockContext.groups(block.extras().groupSize(), context.in());
        then("conv", context.conv(context.in(), context.out(), block.kernels().main(), stride, groups));
        then("bn1", context.norm(context.out()));
        thenIf("aa", context.antialias(block.stride()));
    }

    @Override
    NDArray sum(NDArray y, NDArray x) {
        // y is an activation's result, which autograd may keep
        return training() ? y.add(x) : y.addi(x);
    }
}
