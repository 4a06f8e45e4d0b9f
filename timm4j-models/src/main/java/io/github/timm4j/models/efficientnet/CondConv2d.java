package io.github.timm4j.models.efficientnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import io.github.timm4j.nn.Conv2d;
import io.github.timm4j.nn.Init;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Padding;

/**
 * Convolution whose kernel is mixed from experts for each sample: {@code (B, in, H, W)} and routing weights {@code (B, experts)}
 * to {@code (B, out, H', W')}. Parameter {@code weight (experts, size of one kernel)} ({@code timm.layers.CondConv2d}).
 *
 * @see <a href="https://arxiv.org/abs/1904.04971">CondConv</a>
 */
final class CondConv2d extends Layer {
    private static final AtenOp MATMUL = AtenOp.of("matmul", 2);

    private final Conv2d.Spec spec;
    private final Parameter weight;

    CondConv2d(Conv2d.Spec spec, int experts) {
        this.spec = spec;
        long size = 1;
        for (long side : spec.weightShape()) {
            size *= side;
        }
        this.weight = parameter("weight", Init.normalFanOut(spec), experts, size);
    }

    @Override
    protected NDArray forward(NDArray x) {
        throw new IllegalStateException("a conditional convolution needs routing weights");
    }

    NDArray forward(NDArray x, NDArray routing) {
        Shape shape = x.getShape();
        long batch = shape.get(0);
        NDArray kernels = Aten.call(MATMUL, routing, value(weight))
                .reshape(batch * spec.out(), spec.in() / spec.groups(), spec.kernel(), spec.kernel());
        // samples become groups, so that each meets its own kernel
        NDArray row = x.reshape(1, batch * shape.get(1), shape.get(2), shape.get(3));
        NDArray y = row.getNDArrayInternal()
                .convolution(
                        padded(row),
                        kernels,
                        null,
                        new Shape(spec.stride(), spec.stride()),
                        spec.padding().same()
                                ? new Shape(0, 0)
                                : new Shape(
                                        spec.padding().pixels(), spec.padding().pixels()),
                        new Shape(spec.dilation(), spec.dilation()),
                        Math.toIntExact(spec.groups() * batch))
                .head();
        return y.reshape(batch, spec.out(), y.getShape().get(2), y.getShape().get(3));
    }

    private NDArray padded(NDArray x) {
        if (!spec.padding().same()) {
            return x;
        }
        int height = Padding.sameTotal(x.getShape().get(2), spec.kernel(), spec.stride(), spec.dilation());
        int width = Padding.sameTotal(x.getShape().get(3), spec.kernel(), spec.stride(), spec.dilation());
        return height == 0 && width == 0
                ? x
                : x.pad(new Shape(width / 2, width - width / 2, height / 2, height - height / 2), 0);
    }
}
