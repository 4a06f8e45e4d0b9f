package io.github.timm4j.models.efficientnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import io.github.timm4j.nn.Conv2d;
import io.github.timm4j.nn.Init;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.LayerScale2d;
import java.util.Objects;

/**
 * Attention over positions whose heads share keys and values: {@code (B, in, H, W) -> (B, out, H, W)}. Children {@code norm},
 * {@code attn}, {@code layer_scale}.
 *
 * @see <a href="https://arxiv.org/abs/2404.10518">MobileNetV4</a>
 */
final class MobileAttention extends MobileBlock {
    MobileAttention(BlockSpec block, BlockContext context) {
        super(context, InvertedResidual.skips(block, context));
        then("norm", context.plainNorm(context.in()));
        then("attn", new MultiQuery(block, context));
        Double scale = context.style().ways().layerScale();
        if (scale != null) {
            then("layer_scale", new LayerScale2d(context.out(), scale));
        }
    }

    /** Children {@code query.proj}, {@code key}, {@code value} with {@code down_conv}, {@code norm}, {@code proj}; {@code output.proj}. */
    private static final class MultiQuery extends Layer {
        private static final AtenOp SDPA = AtenOp.of("scaled_dot_product_attention", 3, "None", 0.0, false);

        private final int heads;
        private final int dim;
        private final Layer query;
        private final Layer key;
        private final Layer value;
        private final Layer output;

        MultiQuery(BlockSpec block, BlockContext context) {
            BlockSpec.Attention attention =
                    Objects.requireNonNull(block.extras().attention());
            this.heads = attention.heads();
            this.dim = attention.dim();
            int kernel = block.kernels().main().get(0);
            this.query = child("query", new Projection(context, context.in(), heads * dim, 1, kernel));
            this.key = child("key", new Projection(context, context.in(), dim, attention.kvStride(), kernel));
            this.value = child("value", new Projection(context, context.in(), dim, attention.kvStride(), kernel));
            this.output = child("output", new Projection(context, heads * dim, context.out(), 1, kernel));
        }

        @Override
        protected NDArray forward(NDArray x) {
            Shape shape = x.getShape();
            long batch = shape.get(0);
            NDArray q = query.apply(x).reshape(batch, heads, dim, -1).swapAxes(2, 3);
            NDArray k = key.apply(x).reshape(batch, 1, dim, -1).swapAxes(2, 3);
            NDArray v = value.apply(x).reshape(batch, 1, dim, -1).swapAxes(2, 3);
            NDArray mixed = Aten.call(SDPA, q, k, v);
            return output.apply(mixed.swapAxes(2, 3).reshape(batch, (long) heads * dim, shape.get(2), shape.get(3)));
        }

        @Override
        protected boolean makesNew() {
            return true;
        }
    }

    /** A pointwise convolution, with a strided depthwise one and a norm before it where positions are thinned out. */
    private static final class Projection extends Layer {
        private final Layer[] layers;

        Projection(BlockContext context, int in, int out, int stride, int kernel) {
            Conv2d proj = conv(Conv2d.Spec.of(in, out, 1), Init.xavierUniform(in, out));
            if (stride == 1) {
                this.layers = new Layer[] {child("proj", proj)};
            } else {
                Conv2d.Spec down = context.spec(in, in, kernel, stride, in);
                long window = (long) kernel * kernel;
                this.layers = new Layer[] {
                    child("down_conv", conv(down, Init.xavierUniform(window, window * in))),
                    child("norm", context.plainNorm(in)),
                    child("proj", proj)
                };
            }
        }

        private static Conv2d conv(Conv2d.Spec spec, Init init) {
            return new Conv2d(spec, init, Init.ZEROS);
        }

        @Override
        protected NDArray forward(NDArray x) {
            return chain(x, layers);
        }
    }
}
