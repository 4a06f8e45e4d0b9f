package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;

/**
 * Scales each feature of the last axis: {@code (…, dim)} in and out. Parameter {@code gamma} ({@code timm.layers.LayerScale}).
 *
 * @see <a href="https://arxiv.org/abs/2103.17239">Going deeper with Image Transformers</a>
 */
public final class LayerScale extends Layer {
    private final Parameter gamma;

    /**
     * Makes the layer.
     *
     * @param dim size of the last axis
     * @param initValue how every scale begins
     */
    public LayerScale(int dim, double initValue) {
        this.gamma = parameter("gamma", Init.constant(initValue), dim);
    }

    @Override
    protected NDArray forward(NDArray x) {
        return x.mul(value(gamma));
    }

    @Override
    protected NDArray overwrite(NDArray x) {
        return recording() ? forward(x) : x.muli(value(gamma));
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
