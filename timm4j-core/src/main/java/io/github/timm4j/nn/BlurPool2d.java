package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;

/**
 * Binomial blur before subsampling: {@code (B, C, H, W) -> (B, C, H / stride, W / stride)} ({@code timm.layers.BlurPool2d}, filter
 * size 3).
 *
 * @see <a href="https://arxiv.org/abs/1904.11486">Making Convolutional Networks Shift-Invariant Again</a>
 */
public final class BlurPool2d extends Layer {
    private static final int SIZE = 3;
    private static final float[] BINOMIAL = {
        1 / 16f, 2 / 16f, 1 / 16f, //
        2 / 16f, 4 / 16f, 2 / 16f, //
        1 / 16f, 2 / 16f, 1 / 16f
    };

    private final int stride;
    private final AtenOp pad;

    /**
     * Makes a layer that reflects the border.
     *
     * @param stride step
     */
    public BlurPool2d(int stride) {
        this(stride, true);
    }

    /**
     * Makes the layer.
     *
     * @param stride step
     * @param reflect whether the border is reflected instead of zero
     */
    public BlurPool2d(int stride, boolean reflect) {
        this.stride = stride;
        long border = Padding.symmetric(SIZE, stride, 1).pixels();
        long[] sides = {border, border, border, border};
        this.pad = reflect ? AtenOp.unary("reflection_pad2d", sides) : AtenOp.unary("constant_pad_nd", sides, 0.0);
    }

    @Override
    protected NDArray forward(NDArray x) {
        long channels = x.getShape().get(1);
        NDManager manager = x.getManager();
        NDArray one = manager.create(BINOMIAL, new Shape(1, 1, SIZE, SIZE));
        NDArray typed = one.toType(x.getDataType(), false);
        NDArray filter = typed.tile(new long[] {channels, 1, 1, 1});
        NDArray padded = Aten.call(pad, x);
        NDArray y = padded.getNDArrayInternal()
                .convolution(
                        padded,
                        filter,
                        null,
                        new Shape(stride, stride),
                        new Shape(0, 0),
                        new Shape(1, 1),
                        Math.toIntExact(channels))
                .head();
        for (NDArray used : new NDArray[] {one, typed, filter, padded}) {
            free(used);
        }
        return y;
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
