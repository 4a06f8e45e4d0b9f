package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;

/**
 * Pooling over a square window: {@code (B, C, H, W) -> (B, C, H', W')} ({@code torch.nn.MaxPool2d}, {@code AvgPool2d},
 * {@code timm.layers.create_pool2d}).
 */
public final class Pool2d extends Layer {
    private final Kind kind;
    private final int kernel;
    private final int stride;
    private final Padding padding;
    private final boolean ceil;
    private final boolean countPadding;

    private enum Kind {
        MAX,
        AVG
    }

    private Pool2d(Kind kind, int kernel, int stride, Padding padding, boolean ceil, boolean countPadding) {
        this.kind = kind;
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        this.ceil = ceil;
        this.countPadding = countPadding;
    }

    /**
     * Maximum.
     *
     * @param kernel window size
     * @param stride step
     * @param padding around the input, never the maximum
     * @return the layer
     */
    public static Pool2d max(int kernel, int stride, Padding padding) {
        return new Pool2d(Kind.MAX, kernel, stride, padding, false, false);
    }

    /**
     * Mean, counting the padding.
     *
     * @param kernel window size
     * @param stride step
     * @param padding zeros around the input
     * @return the layer
     */
    public static Pool2d avg(int kernel, int stride, Padding padding) {
        return new Pool2d(Kind.AVG, kernel, stride, padding, false, true);
    }

    /**
     * Mean over what lies inside the picture, with a last partial window ({@code ceil_mode}).
     *
     * @param kernel window size
     * @param stride step
     * @param padding around the input
     * @return the layer
     */
    public static Pool2d avgInside(int kernel, int stride, Padding padding) {
        return new Pool2d(Kind.AVG, kernel, stride, padding, true, false);
    }

    @Override
    protected NDArray forward(NDArray x) {
        if (!padding.same()) {
            return pool(x, padding.pixels());
        }
        int height = Padding.sameTotal(x.getShape().get(2), kernel, stride, 1);
        int width = Padding.sameTotal(x.getShape().get(3), kernel, stride, 1);
        if (height == 0 && width == 0) {
            return pool(x, 0);
        }
        double fill = kind == Kind.MAX ? Double.NEGATIVE_INFINITY : 0;
        NDArray padded = x.pad(new Shape(width / 2, width - width / 2, height / 2, height - height / 2), fill);
        NDArray y = pool(padded, 0);
        free(padded);
        return y;
    }

    private NDArray pool(NDArray x, int pixels) {
        Shape window = new Shape(kernel, kernel);
        Shape step = new Shape(stride, stride);
        Shape zeros = new Shape(pixels, pixels);
        if (kind == Kind.AVG && !countPadding && pixels > 0) {
            // DJL's own counts the padding whatever it is told
            AtenOp op = AtenOp.unary(
                    "avg_pool2d", window.getShape(), step.getShape(), zeros.getShape(), ceil, countPadding);
            return Aten.call(op, x);
        }
        return kind == Kind.MAX
                ? x.getNDArrayInternal().maxPool(window, step, zeros, ceil)
                : x.getNDArrayInternal().avgPool(window, step, zeros, ceil, countPadding);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
