package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    private final @Nullable Layer act;
    private final float eps;
    private final double momentum;
    private final AtenOp trainingOp;
    private final Parameter weight;
    private final Parameter bias;
    private final Parameter mean;
    private final Parameter variance;
    private final Parameter batches;
    private final Supplier<BatchNorm2d> another;
    private List<Layer> splits = List.of();
    private boolean frozen;

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
        this.act = activation == Activation.IDENTITY ? null : child("act", activation.layer());
        this.another = () -> new BatchNorm2d(channels(), options, Activation.IDENTITY, weightInit);
        this.eps = (float) options.eps();
        this.momentum = options.momentum();
        this.trainingOp = AtenOp.of("batch_norm", 5, true, options.momentum(), options.eps(), true);
        this.weight = parameter("weight", weightInit, channels);
        this.bias = parameter("bias", Init.ZEROS, channels);
        this.mean = buffer("running_mean", Init.ZEROS, channels);
        this.variance = buffer("running_var", Init.ONES, channels);
        this.batches = buffer("num_batches_tracked", Init.COUNTER);
    }

    /**
     * Changes the number of channels, as a pruned form of a network does; the scale begins at one.
     *
     * @param channels number of channels
     * @throws IllegalStateException where weights are there already
     */
    public void resize(int channels) {
        for (Parameter parameter : new Parameter[] {weight, bias, mean, variance}) {
            parameter.setShape(new Shape(channels));
        }
        weight.setInitializer(Init.ONES);
    }

    /**
     * Number of channels.
     *
     * @return their number
     */
    public int channels() {
        return (int) weight.getShape().get(0);
    }

    /**
     * Freezes or unfreezes scale, shift and running statistics; a frozen layer computes with its running statistics while
     * training too ({@code FrozenBatchNorm2d}).
     *
     * @param value whether they stay as they are
     */
    public void freeze(boolean value) {
        frozen = value;
        weight.freeze(value);
        bias.freeze(value);
        for (Layer other : splits) {
            if (other instanceof BatchNorm2d norm) {
                norm.freeze(value);
            }
        }
    }

    /**
     * Tells whether the layer computes with its running statistics while training too.
     *
     * @return true after {@link #freeze}
     */
    public boolean isFrozen() {
        return frozen;
    }

    /**
     * Gives every part of a training batch but the first a batch normalisation of its own, which begins as a copy of this one;
     * evaluation uses the first ({@code SplitBatchNorm2d}).
     *
     * @param parts equal parts of a batch, at least 2
     * @throws IllegalArgumentException for fewer
     * @throws IllegalStateException where the layer is split already
     */
    public void split(int parts) {
        if (parts < 2) {
            throw new IllegalArgumentException("a batch norm is split for at least 2 parts, found " + parts);
        }
        if (!splits.isEmpty()) {
            throw new IllegalStateException("the batch norm is split already");
        }
        List<BatchNorm2d> others = Stream.generate(another).limit(parts - 1L).toList();
        for (BatchNorm2d other : others) {
            other.getParameters()
                    .forEach(entry -> Parameters.copy(getDirectParameters().get(entry.getKey()), entry.getValue()));
        }
        child("aux_bn", new Sequential(others));
        splits = Stream.concat(Stream.of(bound(this::normalize)), others.stream())
                .toList();
    }

    /** Refuses what a convolution before this layer cannot take over. */
    void checkFusible(int channels) {
        if (channels() != channels || act != null) {
            throw new IllegalArgumentException("expected a batch norm of " + channels
                    + " channels without activation, found " + channels() + " channels"
                    + (act == null ? "" : " and an activation"));
        }
    }

    /** By what each channel is multiplied in evaluation, in double precision. */
    NDArray scale() {
        return doubles(weight.getArray())
                .div(doubles(variance.getArray()).add(eps).sqrt());
    }

    /** Moves what is added to each channel in evaluation into the bias of a convolution that had another or none. */
    void moveShift(@Nullable Parameter former, Parameter to) {
        Parameters.move(bias, to, own -> {
            NDArray centre = doubles(mean.getArray()).neg();
            NDArray inside = former == null ? centre : centre.add(doubles(former.getArray()));
            return doubles(own).add(inside.mul(scale())).toType(own.getDataType(), true);
        });
    }

    private static NDArray doubles(NDArray array) {
        return array.toType(DataType.FLOAT64, true);
    }

    @Override
    protected NDArray forward(NDArray x) {
        NDArray y = splits.isEmpty() || !training() ? normalize(x) : parts(x);
        return act == null ? y : act.overwrite(y);
    }

    private NDArray parts(NDArray x) {
        long batch = x.getShape().get(0);
        if (batch % splits.size() != 0) {
            throw new IllegalArgumentException(
                    "a batch of " + batch + " does not split into " + splits.size() + " equal parts");
        }
        NDList in = x.split(splits.size());
        NDList out = new NDList();
        for (int i = 0; i < in.size(); i++) {
            out.add(splits.get(i).apply(in.get(i)));
        }
        return out.head().getNDArrayInternal().concat(out.subNDList(1), 0);
    }

    private NDArray normalize(NDArray x) {
        if (training() && !frozen) {
            // DJL's own call would take momentum as a float
            value(batches).addi(1);
            BatchSync.Member member = BatchSync.member();
            if (member != null) {
                return together(x, member);
            }
            return Aten.call(trainingOp, x, value(weight), value(bias), value(mean), value(variance));
        }
        return x.getNDArrayInternal()
                .batchNorm(x, value(mean), value(variance), value(weight), value(bias), -1, 0.9f, eps, false)
                .head();
    }

    /** By the statistics of all workers' parts of the batch, which every worker's running statistics follow. */
    private NDArray together(NDArray x, BatchSync.Member member) {
        BatchSync.Statistics batch = member.meet(x);
        double unbiased = batch.count() / Math.max(1.0, batch.count() - 1.0);
        follow(value(mean), batch.mean(), 1);
        follow(value(variance), batch.variance(), unbiased);
        Shape channel = new Shape(1, channels(), 1, 1);
        NDArray scale =
                value(weight).reshape(channel).div(batch.variance().add(eps).sqrt());
        NDArray centred = x.sub(batch.mean());
        NDArray scaled = centred.mul(scale);
        NDArray result = scaled.add(value(bias).reshape(channel));
        free(centred);
        free(scaled);
        return result;
    }

    private void follow(NDArray running, NDArray batch, double factor) {
        NDArray constant = batch.stopGradient().flatten().mul(momentum * factor);
        running.muli(1 - momentum).addi(constant);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
