package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;

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
    private final Layer act = Activation.RELU.layer();
    private final Layer fc2;
    private final Layer gate = Activation.SIGMOID.layer();

    /**
     * Makes the layer.
     *
     * @param channels number of channels
     * @param reduction hidden channels over channels; the hidden number is a multiple of 8
     */
    public SqueezeExcite(int channels, double reduction) {
        int hidden = Channels.divisible(channels * reduction, DIVISOR, 0);
        Conv2d.Spec squeeze = Conv2d.Spec.of(channels, hidden, 1).bias(true);
        Conv2d.Spec excite = Conv2d.Spec.of(hidden, channels, 1).bias(true);
        this.fc1 = child(
                "fc1",
                new Conv2d(squeeze, Init.kaimingNormalFanOut(squeeze.weightShape()), Init.fanInUniform(channels)));
        this.fc2 = child(
                "fc2", new Conv2d(excite, Init.kaimingNormalFanOut(excite.weightShape()), Init.fanInUniform(hidden)));
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
