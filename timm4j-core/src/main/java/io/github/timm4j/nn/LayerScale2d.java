package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;

/**
 * One learned factor a channel: {@code (B, C, H, W)} in and out. Parameter {@code gamma} ({@code timm.layers.LayerScale2d}).
 *
 * @see <a href="https://arxiv.org/abs/2103.17239">Going deeper with Image Transformers</a>
 */
public final class LayerScale2d extends Layer {
    private final Parameter gamma;

    /**
     * Makes the layer.
     *
     * @param channels number of channels
     * @param value the factors' beginning
     */
    public LayerScale2d(int channels, double value) {
        this.gamma = parameter("gamma", Init.constant(value), channels);
    }

    @Override
    protected NDArray forward(NDArray x) {
        return x.mul(value(gamma).reshape(1, -1, 1, 1));
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
