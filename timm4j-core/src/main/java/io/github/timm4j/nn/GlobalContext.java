package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import java.util.function.Function;

/**
 * Weighs channels by an attention-pooled context: {@code (B, C, H, W)} in and out. Children {@code conv_attn}, {@code mlp_scale}
 * with {@code fc1}, {@code norm}, {@code fc2} ({@code timm.layers.GlobalContext}).
 *
 * @see <a href="https://arxiv.org/abs/1904.11492">GCNet</a>
 */
public final class GlobalContext extends Layer {
    private static final AtenOp MATMUL = AtenOp.of("matmul", 2);

    private final Conv2d convAttn;
    private final Scale mlpScale;

    /**
     * Makes the layer.
     *
     * @param channels number of channels
     * @param reduction hidden channels over channels
     * @param activation of the hidden channels
     */
    public GlobalContext(int channels, double reduction, Activation activation) {
        this(channels, reduction, activation, GlobalContext::convolution);
    }

    /**
     * Makes the layer of a network whose convolutions all begin in one way.
     *
     * @param channels number of channels
     * @param reduction hidden channels over channels
     * @param activation of the hidden channels
     * @param convolution makes the three convolutions
     */
    public GlobalContext(
            int channels, double reduction, Activation activation, Function<Conv2d.Spec, Conv2d> convolution) {
        int hidden = Channels.divisible(channels * reduction, 1, 0);
        this.convAttn = child(
                "conv_attn", convolution.apply(Conv2d.Spec.of(channels, 1, 1).bias(true)));
        this.mlpScale = child("mlp_scale", new Scale(channels, hidden, activation, convolution));
    }

    private static Conv2d convolution(Conv2d.Spec spec) {
        return spec.out() == 1
                ? new Conv2d(spec, Init.normal(Math.sqrt(2.0 / spec.in())), Init.fanInUniform(spec.in()))
                : new Conv2d(spec);
    }

    @Override
    protected NDArray forward(NDArray x) {
        Shape shape = x.getShape();
        long positions = shape.get(2) * shape.get(3);
        NDArray weights = convAttn.apply(x).reshape(shape.get(0), positions, 1).softmax(1);
        NDArray context = Aten.call(MATMUL, x.reshape(shape.get(0), shape.get(1), positions), weights)
                .reshape(shape.get(0), shape.get(1), 1, 1);
        return x.mul(Activation.SIGMOID.overwrite(mlpScale.apply(context)));
    }

    @Override
    protected boolean makesNew() {
        return true;
    }

    /** {@code (B, C, 1, 1)} in and out. */
    private static final class Scale extends Layer {
        private final Layer[] layers;

        Scale(int channels, int hidden, Activation activation, Function<Conv2d.Spec, Conv2d> convolution) {
            this.layers = new Layer[] {
                child(
                        "fc1",
                        convolution.apply(Conv2d.Spec.of(channels, hidden, 1).bias(true))),
                child("norm", Norm.layerNorm2d(1e-6).layer(hidden)),
                child("act", activation.layer()),
                child(
                        "fc2",
                        convolution.apply(Conv2d.Spec.of(hidden, channels, 1).bias(true)))
            };
        }

        @Override
        protected NDArray forward(NDArray x) {
            return chain(x, layers);
        }
    }
}
