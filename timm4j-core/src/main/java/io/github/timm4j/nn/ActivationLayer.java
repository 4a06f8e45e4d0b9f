package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;

/** An activation as a layer: any shape in, the same shape out. */
public final class ActivationLayer extends Layer {
    private final Activation activation;

    /**
     * Wraps an activation.
     *
     * @param activation the function
     */
    public ActivationLayer(Activation activation) {
        this.activation = activation;
    }

    @Override
    protected NDArray forward(NDArray x) {
        return activation.apply(x);
    }

    @Override
    protected NDArray overwrite(NDArray x) {
        NDArray y = activation.overwrite(x);
        Pass.observe(this, y);
        return y;
    }

    @Override
    protected boolean makesNew() {
        return activation != Activation.IDENTITY;
    }
}
