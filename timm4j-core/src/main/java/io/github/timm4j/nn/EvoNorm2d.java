package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import org.jspecify.annotations.Nullable;

/**
 * Norm and activation in one, over groups of channels: {@code x sigmoid(v x) / std}, then scale and shift; {@code (B, C, H, W)} in
 * and out. Parameters {@code weight}, {@code bias} and, where it activates, {@code v} ({@code timm.layers.EvoNorm2dS0}).
 *
 * @see <a href="https://arxiv.org/abs/2004.02967">Evolving Normalization-Activation Layers</a>
 */
public final class EvoNorm2d extends Layer {
    private static final AtenOp VARIANCE = AtenOp.unary("var", new long[] {2, 3, 4}, false, true);
    private static final float EPS = 1e-5f;

    private final int groups;
    private final Parameter weight;
    private final Parameter bias;
    private final @Nullable Parameter v;

    /**
     * Makes the layer.
     *
     * @param channels number of channels, a multiple of {@code groupSize}
     * @param groupSize channels of one group
     * @param activate whether it activates
     */
    public EvoNorm2d(int channels, int groupSize, boolean activate) {
        this.groups = channels / groupSize;
        this.weight = parameter("weight", Init.ONES, channels);
        this.bias = parameter("bias", Init.ZEROS, channels);
        this.v = activate ? parameter("v", Init.ONES, channels) : null;
    }

    @Override
    protected NDArray forward(NDArray x) {
        NDArray y = v == null ? x : activate(x, value(v));
        NDArray scaled = y.mul(column(weight));
        if (y != x) {
            free(y);
        }
        return scaled.addi(column(bias));
    }

    private NDArray activate(NDArray x, NDArray slope) {
        Shape shape = x.getShape();
        NDArray gate = Activation.SIGMOID.overwrite(x.mul(slope.reshape(1, -1, 1, 1)));
        NDArray grouped = x.reshape(shape.get(0), groups, shape.get(1) / groups, shape.get(2), shape.get(3));
        NDArray std = Aten.call(VARIANCE, grouped).add(EPS).sqrt();
        NDArray gated = x.mul(gate);
        free(gate);
        NDArray y = gated.reshape(grouped.getShape()).div(std).reshape(shape);
        free(gated);
        return y;
    }

    private static NDArray column(Parameter parameter) {
        return value(parameter).reshape(1, -1, 1, 1);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
