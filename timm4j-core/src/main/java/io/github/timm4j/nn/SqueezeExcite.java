package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import java.util.function.Function;

/**
 * Weighs channels by their means: {@code (B, C, H, W)} in and out. Children {@code fc1}, {@code fc2}, convolutions of kernel 1
 * ({@code timm.layers.SEModule}).
 *
 * @see <a href="https://arxiv.org/abs/1709.01507">Squeeze-and-Excitation Networks</a>
 */
public final class SqueezeExcite extends Layer {
    private static final AtenOp MEAN = AtenOp.unary("mean", new long[] {2, 3}, true);
    private static final int DIVISOR = 8;

    private final Layer fc1;
    private final Layer act;
    private final Layer fc2;
    private final Layer gate;

    /**
     * Makes the layer.
     *
     * @param channels number of channels
     * @param reduction hidden channels over channels; the hidden number is a multiple of 8
     */
    public SqueezeExcite(int channels, double reduction) {
        this(channels, reduction, Activation.RELU, SqueezeExcite::convolution);
    }

    /**
     * Makes the layer of a network whose convolutions all begin in one way.
     *
     * @param channels number of channels
     * @param reduction hidden channels over channels; the hidden number is a multiple of 8
     * @param activation of the hidden channels
     * @param convolution makes the two convolutions
     */
    public SqueezeExcite(
            int channels, double reduction, Activation activation, Function<Conv2d.Spec, Conv2d> convolution) {
        int hidden = Channels.divisible(channels * reduction, DIVISOR, 0);
        this.fc1 = child(
                "fc1", convolution.apply(Conv2d.Spec.of(channels, hidden, 1).bias(true)));
        this.act = child("act", activation.layer());
        this.fc2 = child(
                "fc2", convolution.apply(Conv2d.Spec.of(hidden, channels, 1).bias(true)));
        this.gate = child("gate", Activation.SIGMOID.layer());
    }

    private static Conv2d convolution(Conv2d.Spec spec) {
        return new Conv2d(spec, Init.kaimingNormalFanOut(spec.weightShape()), Init.fanInUniform(spec.in()));
    }

    @Override
    protected NDArray forward(NDArray x) {
        NDArray mean = Aten.call(MEAN, x);
        NDArray weights = chain(mean, fc1, act, fc2, gate);
        free(mean);
        return x.mul(weights);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
