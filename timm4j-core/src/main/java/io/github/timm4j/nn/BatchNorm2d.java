package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;

/**
 * Batch normalisation with an optional activation behind it: {@code (B, C, H, W)} in and out. Parameters {@code weight},
 * {@code bias}; buffers {@code running_mean}, {@code running_var}, {@code num_batches_tracked}
 * ({@code torch.nn.BatchNorm2d}, {@code timm.layers.BatchNormAct2d}).
 */
public final class BatchNorm2d extends Layer {
    /** PyTorch's defaults. */
    public static final Options DEFAULTS = new Options(0.1, 1e-5);

    /** TensorFlow's constants, {@code bn_tf}. */
    public static final Options TENSORFLOW = new Options(0.01, 1e-3);

    /**
     * Constants of the normalisation.
     *
     * @param momentum weight of the newest batch in the running statistics
     * @param eps added to the variance
     */
    public record Options(double momentum, double eps) {}

    private final Activation activation;
    private final float eps;
    private final AtenOp trainingOp;
    private final Parameter weight;
    private final Parameter bias;
    private final Parameter mean;
    private final Parameter variance;
    private final Parameter batches;

    /**
     * A plain batch normalisation.
     *
     * @param channels number of channels
     * @param options constants
     */
    public BatchNorm2d(int channels, Options options) {
        this(channels, options, Activation.IDENTITY);
    }

    /**
     * A batch normalisation with an activation behind it.
     *
     * @param channels number of channels
     * @param options constants
     * @param activation applied to the result
     */
    public BatchNorm2d(int channels, Options options, Activation activation) {
        this(channels, options, activation, Init.ONES);
    }

    /**
     * A batch normalisation whose scale begins at given values.
     *
     * @param channels number of channels
     * @param options constants
     * @param activation applied to the result
     * @param weightInit how the scale begins; zeros make a residual branch begin as nothing
     */
    public BatchNorm2d(int channels, Options options, Activation activation, Init weightInit) {
        this.activation = activation;
        this.eps = (float) options.eps();
        this.trainingOp = AtenOp.of("batch_norm", 5, true, options.momentum(), options.eps(), true);
        this.weight = parameter("weight", weightInit, channels);
        this.bias = parameter("bias", Init.ZEROS, channels);
        this.mean = buffer("running_mean", Init.ZEROS, channels);
        this.variance = buffer("running_var", Init.ONES, channels);
        this.batches = buffer("num_batches_tracked", Init.COUNTER);
    }

    /**
     * Changes the number of channels, as a pruned form of a network does.
     *
     * @param channels number of channels
     * @throws IllegalStateException where weights are there already
     */
    public void resize(int channels) {
        for (Parameter parameter : new Parameter[] {weight, bias, mean, variance}) {
            parameter.setShape(new Shape(channels));
        }
    }

    /**
     * Number of channels.
     *
     * @return their number
     */
    public int channels() {
        return (int) weight.getShape().get(0);
    }

    @Override
    protected NDArray forward(NDArray x) {
        return activation == Activation.IDENTITY ? normalize(x) : activation.overwrite(normalize(x));
    }

    private NDArray normalize(NDArray x) {
        if (training()) {
            // DJL's own call would take momentum as a float
            value(batches).addi(1);
            return Aten.call(trainingOp, x, value(weight), value(bias), value(mean), value(variance));
        }
        return x.getNDArrayInternal()
                .batchNorm(x, value(mean), value(variance), value(weight), value(bias), -1, 0.9f, eps, false)
                .head();
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
