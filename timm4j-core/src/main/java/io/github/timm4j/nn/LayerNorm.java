package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

/**
 * Layer normalisation over the last axis: {@code (…, dim)} in and out. Parameters {@code weight}, {@code bias}
 * ({@code timm.layers.LayerNorm}, eps 1e-6 by default).
 */
public final class LayerNorm extends Layer {
    private final Shape shape;
    private final float eps;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * Makes the layer.
     *
     * @param dim size of the last axis
     * @param eps added to the variance
     */
    public LayerNorm(int dim, double eps) {
        this.shape = new Shape(dim);
        this.eps = (float) eps;
        this.weight = parameter("weight", Init.ONES, dim);
        this.bias = parameter("bias", Init.ZEROS, dim);
    }

    @Override
    protected NDArray forward(NDArray x) {
        return x.getNDArrayInternal()
                .layerNorm(x, shape, value(weight), value(bias), eps)
                .head();
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
