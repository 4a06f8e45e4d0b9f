package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;

/** Zeroes elements at random while training and scales the rest: any shape in, the same out. */
public final class Dropout extends Layer {
    private final float rate;

    /**
     * Makes the layer.
     *
     * @param rate probability of a zero, in [0, 1)
     */
    public Dropout(double rate) {
        this.rate = (float) rate;
    }

    @Override
    protected NDArray forward(NDArray x) {
        if (rate == 0 || !training()) {
            return x;
        }
        return x.getNDArrayInternal().dropout(x, rate, true).head();
    }
}
