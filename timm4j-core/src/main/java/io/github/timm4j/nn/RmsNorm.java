package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation over the last axis by its root mean square with an optional activation behind it: {@code (…, dim)} in and out.
 * Parameter {@code weight} ({@code timm.layers.RmsNorm}, eps 1e-6 by default).
 *
 * @see <a href="https://arxiv.org/abs/1910.07467">Root Mean Square Layer Normalization</a>
 */
public final class RmsNorm extends Layer {
    private final AtenOp op;
    private final @Nullable Layer act;
    private final Parameter weight;

    /**
     * Makes the layer.
     *
     * @param dim size of the last axis
     * @param eps added to the mean of squares
     */
    public RmsNorm(int dim, double eps) {
        this(dim, eps, Activation.IDENTITY, Init.ONES);
    }

    /**
     * Makes the layer with an activation and an initial scale.
     *
     * @param dim size of the last axis
     * @param eps added to the mean of squares
     * @param activation applied to the result
     * @param weightInit how the scale begins
     */
    public RmsNorm(int dim, double eps, Activation activation, Init weightInit) {
        this.op = AtenOp.mixed("rms_norm", 2, "t0", new long[] {dim}, "t1", eps);
        this.act = activation == Activation.IDENTITY ? null : child("act", activation.layer());
        this.weight = parameter("weight", weightInit, dim);
    }

    @Override
    protected NDArray forward(NDArray x) {
        NDArray y = Aten.call(op, x, value(weight));
        return act == null ? y : act.overwrite(y);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
