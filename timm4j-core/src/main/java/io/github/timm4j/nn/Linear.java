package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import org.jspecify.annotations.Nullable;

/**
 * Affine map of the last axis: {@code (…, in) -> (…, out)}. Parameters: {@code weight (out, in)}, {@code bias (out)}
 * ({@code torch.nn.Linear}).
 */
public final class Linear extends Layer {
    private static final AtenOp AFFINE = AtenOp.of("linear", 3);

    private final int in;
    private final int out;
    private final Parameter weight;
    private final @Nullable Parameter bias;

    /**
     * A linear layer with PyTorch's own initial distribution.
     *
     * @param in input features
     * @param out output features
     * @param bias whether a bias is added
     */
    public Linear(int in, int out, boolean bias) {
        this(in, out, Init.fanInUniform(in), bias ? Init.fanInUniform(in) : null);
    }

    /**
     * A linear layer with given initial distributions.
     *
     * @param in input features
     * @param out output features
     * @param weightInit how the weight begins
     * @param biasInit how the bias begins, or null for none
     */
    public Linear(int in, int out, Init weightInit, @Nullable Init biasInit) {
        this.in = in;
        this.out = out;
        this.weight = parameter("weight", weightInit, out, in);
        this.bias = biasInit == null ? null : parameter("bias", biasInit, out);
    }

    /**
     * Input features.
     *
     * @return their number
     */
    public int in() {
        return in;
    }

    /**
     * Output features.
     *
     * @return their number
     */
    public int out() {
        return out;
    }

    @Override
    protected NDArray forward(NDArray x) {
        return Autocast.compute(Linear::map, x, value(weight), valueOrNull(bias));
    }

    private static NDArray map(NDArray x, NDArray weight, @Nullable NDArray bias) {
        // DJL's operator adds the bias to sequences in a second pass over the result
        return bias == null
                ? x.getNDArrayInternal().linear(x, weight, null).head()
                : Aten.call(AFFINE, x, weight, bias);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
