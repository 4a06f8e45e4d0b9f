package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation over groups of channels with an optional activation behind it: {@code (B, C, H, W)} in and out. Parameters
 * {@code weight}, {@code bias} ({@code timm.layers.GroupNorm}).
 *
 * @see <a href="https://arxiv.org/abs/1803.08494">Group Normalization</a>
 */
public final class GroupNorm extends Layer {
    private final @Nullable Layer act;
    private final AtenOp op;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * Makes the layer.
     *
     * @param channels number of channels, a multiple of {@code groups}
     * @param groups number of groups
     * @param eps added to the variance
     * @param activation applied to the result
     * @param weightInit how the scale begins
     */
    public GroupNorm(int channels, int groups, double eps, Activation activation, Init weightInit) {
        this.act = activation == Activation.IDENTITY ? null : child("act", activation.layer());
        this.op = AtenOp.mixed("group_norm", 3, "t0", groups, "t1", "t2", eps);
        this.weight = parameter("weight", weightInit, channels);
        this.bias = parameter("bias", Init.ZEROS, channels);
    }

    @Override
    protected NDArray forward(NDArray x) {
        NDArray y = Aten.call(op, x, value(weight), value(bias));
        return act == null ? y : act.overwrite(y);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
