package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Convolution, norm and activation, with an antialiasing layer behind them where given: {@code (B, in, H, W) -> (B, out, H', W')}.
 * Children {@code conv}, {@code bn} ({@code timm.layers.ConvNormAct}).
 */
public final class ConvNormAct extends Layer {
    private final @Nullable Layer[] layers;

    /**
     * Makes the layer.
     *
     * @param spec of the convolution
     * @param init how its weight begins
     * @param norm makes the norm
     * @param activation applied to its result
     * @param antialias what follows, or null
     */
    public ConvNormAct(Conv2d.Spec spec, Init init, Norm norm, Activation activation, @Nullable Layer antialias) {
        this.layers = new Layer[] {
            child("conv", new Conv2d(spec, init, Init.ZEROS)),
            child("bn", norm.layer(spec.out(), activation)),
            antialias == null ? null : child("aa", antialias)
        };
    }

    @Override
    protected NDArray forward(NDArray x) {
        return chain(x, layers);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
