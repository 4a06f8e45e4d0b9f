package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalisation over the last axis with an optional activation behind it: {@code (…, dim)} in and out. Parameters
 * {@code weight}, {@code bias} ({@code timm.layers.LayerNorm}, eps 1e-6 by default).
 */
public final class LayerNorm extends Layer {
    private final Shape shape;
    private final float eps;
    private final @Nullable Layer act;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * Makes the layer.
     *
     * @param dim size of the last axis
     * @param eps added to the variance
     */
    public LayerNorm(int dim, double eps) {
        this(dim, eps, Activation.IDENTITY, Init.ONES);
    }

    /**
     * Makes the layer with an activation and an initial scale.
     *
     * @param dim size of the last axis
     * @param eps added to the variance
     * @param activation applied to the result
     * @param weightInit how the scale begins
     */
    public LayerNorm(int dim, double eps, Activation activation, Init weightInit) {
        this.shape = new Shape(dim);
        this.eps = (float) eps;
        this.act = activation == Activation.IDENTITY ? null : child("act", activation.layer());
        this.weight = parameter("weight", weightInit, dim);
        this.bias = parameter("bias", Init.ZEROS, dim);
    }

    @Override
    protected NDArray forward(NDArray x) {
        NDArray y = x.getNDArrayInternal()
                .layerNorm(x, shape, value(weight), value(bias), eps)
                .head();
        return act == null ? y : act.overwrite(y);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
