package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalisation over the channels of each position with an optional activation behind it: {@code (B, C, H, W)} in and out.
 * Parameters {@code weight}, {@code bias} ({@code timm.layers.LayerNorm2d}, {@code LayerNormAct2d}).
 */
public final class LayerNorm2d extends Layer {
    private final Shape shape;
    private final float eps;
    private final @Nullable Layer act;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * Makes the layer.
     *
     * @param channels number of channels
     * @param eps added to the variance
     * @param activation applied to the result
     * @param weightInit how the scale begins
     */
    public LayerNorm2d(int channels, double eps, Activation activation, Init weightInit) {
        this.shape = new Shape(channels);
        this.eps = (float) eps;
        this.act = activation == Activation.IDENTITY ? null : child("act", activation.layer());
        this.weight = parameter("weight", weightInit, channels);
        this.bias = parameter("bias", Init.ZEROS, channels);
    }

    @Override
    protected NDArray forward(NDArray x) {
        NDArray last = x.transpose(0, 2, 3, 1);
        NDArray normed = last.getNDArrayInternal()
                .layerNorm(last, shape, value(weight), value(bias), eps)
                .head();
        NDArray y = normed.transpose(0, 3, 1, 2);
        return act == null ? y : act.overwrite(y);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
