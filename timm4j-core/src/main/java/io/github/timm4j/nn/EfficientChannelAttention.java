package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;

/**
 * Weighs channels by a convolution over the row of their means: {@code (B, C, H, W)} in and out. Child {@code conv} with weight
 * {@code (1, 1, k)} ({@code timm.layers.EcaModule}).
 *
 * @see <a href="https://arxiv.org/abs/1910.03151">ECA-Net</a>
 */
public final class EfficientChannelAttention extends Layer {
    private static final AtenOp MEAN = AtenOp.unary("mean", new long[] {2, 3}, false);

    private final RowConvolution conv;

    /**
     * Makes the layer; the kernel grows with the logarithm of the channels.
     *
     * @param channels number of channels
     */
    public EfficientChannelAttention(int channels) {
        int half = (int) ((Math.log(channels) / Math.log(2) + 1) / 2);
        this.conv = child("conv", new RowConvolution(Math.max(half % 2 == 1 ? half : half + 1, 3)));
    }

    @Override
    protected NDArray forward(NDArray x) {
        Shape shape = x.getShape();
        NDArray row = Aten.call(MEAN, x).reshape(shape.get(0), 1, shape.get(1));
        NDArray weights = Activation.SIGMOID.overwrite(conv.apply(row));
        return x.mul(weights.reshape(shape.get(0), shape.get(1), 1, 1));
    }

    @Override
    protected boolean makesNew() {
        return true;
    }

    /** {@code (B, 1, C)} in and out. */
    private static final class RowConvolution extends Layer {
        private final int kernel;
        private final Parameter weight;

        RowConvolution(int kernel) {
            this.kernel = kernel;
            this.weight = parameter("weight", Init.fanInUniform(kernel), 1, 1, kernel);
        }

        @Override
        protected NDArray forward(NDArray x) {
            return x.getNDArrayInternal()
                    .convolution(x, value(weight), null, new Shape(1), new Shape(kernel / 2), new Shape(1), 1)
                    .head();
        }
    }
}
