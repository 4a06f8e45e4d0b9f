package io.github.timm4j.models.efficientnet;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.Channels;
import io.github.timm4j.nn.Init;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Linear;
import org.jspecify.annotations.Nullable;

/** An inverted residual of conditional convolutions, routed by the pooled input. Further child {@code routing_fn}. */
final class CondConvResidual extends MobileBlock {
    private static final AtenOp MEAN = AtenOp.unary("mean", new long[] {2, 3}, false);

    private final CondConv2d expand;
    private final Layer bn1;
    private final CondConv2d depthwise;
    private final Layer bn2;
    private final @Nullable Layer se;
    private final CondConv2d project;
    private final Layer bn3;
    private final Linear routing;

    CondConvResidual(BlockSpec block, BlockContext context) {
        super(context, InvertedResidual.skips(block, context));
        int inner = Channels.divisible(context.in() * block.expansion(), 8);
        int experts = block.extras().experts();
        int kernel = block.kernels().main().get(0);
        this.expand = child("conv_pw", new CondConv2d(context.spec(context.in(), inner, 1, 1, 1), experts));
        this.bn1 = child("bn1", context.norm(inner));
        this.depthwise =
                child("conv_dw", new CondConv2d(context.spec(inner, inner, kernel, block.stride(), inner), experts));
        this.bn2 = child("bn2", context.norm(inner));
        Layer attention = context.attention(inner);
        this.se = attention == null ? null : child("se", attention);
        this.project = child("conv_pwl", new CondConv2d(context.spec(inner, context.out(), 1, 1, 1), experts));
        this.bn3 = child("bn3", context.plainNorm(context.out()));
        double bound = 1 / Math.sqrt(context.in() + experts);
        this.routing = child("routing_fn", new Linear(context.in(), experts, Init.uniform(bound), Init.ZEROS));
    }

    @Override
    NDArray branch(NDArray x) {
        NDArray weights = Activation.SIGMOID.overwrite(routing.apply(Aten.call(MEAN, x)));
        NDArray y = chain(expand.forward(x, weights), bn1);
        y = chain(depthwise.forward(y, weights), bn2, se);
        return chain(project.forward(y, weights), bn3);
    }
}
