package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** Layers one after another under the keys {@code 0, 1, …}, or under keys of their own. */
public final class Sequential extends Layer {
    private final Layer[] layers;

    /**
     * Makes the chain.
     *
     * @param layers called in order
     */
    public Sequential(List<? extends Layer> layers) {
        this.layers = layers.toArray(new Layer[0]);
        for (int i = 0; i < this.layers.length; i++) {
            child(Integer.toString(i), this.layers[i]);
        }
    }

    /**
     * Makes the chain.
     *
     * @param layers called in order
     */
    public Sequential(Layer... layers) {
        this(List.of(layers));
    }

    @Override
    protected NDArray forward(NDArray x) {
        ActivationCheckpoints checkpoints = ActivationCheckpoints.current();
        if (checkpoints == null) {
            return chain(x, layers);
        }
        NDArray y = x;
        for (Layer layer : layers) {
            y = checkpoints.call(layer, y);
        }
        return y;
    }
}
