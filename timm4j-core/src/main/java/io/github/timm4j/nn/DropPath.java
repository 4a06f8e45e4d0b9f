package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Stochastic depth: drops the whole residual branch of single samples while training and scales the rest
 * ({@code timm.layers.DropPath}).
 *
 * @see <a href="https://arxiv.org/abs/1603.09382">Deep Networks with Stochastic Depth</a>
 */
public final class DropPath extends Layer {
    private final double rate;

    /**
     * Makes the layer.
     *
     * @param rate probability of dropping a sample's branch, in [0, 1)
     */
    public DropPath(double rate) {
        this.rate = rate;
    }

    @Override
    protected NDArray forward(NDArray x) {
        if (rate == 0 || !training()) {
            return x;
        }
        double keep = 1 - rate;
        long[] perSample = new long[x.getShape().dimension()];
        Arrays.fill(perSample, 1);
        perSample[0] = x.getShape().get(0);
        NDArray draws = x.getManager().randomUniform(0f, 1f, new Shape(perSample), x.getDataType());
        NDArray kept = draws.lt((float) keep);
        NDArray mask = kept.toType(x.getDataType(), false);
        NDArray scaled = mask.div((float) keep);
        NDArray y = x.mul(scaled);
        for (NDArray used : new NDArray[] {draws, kept, mask, scaled}) {
            free(used);
        }
        return y;
    }
}
