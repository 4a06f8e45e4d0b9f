package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional convolution: {@code (B, in, H, W) -> (B, out, H', W')}. Parameters: {@code weight (out, in / groups, k, k)} and
 * {@code bias (out)} ({@code torch.nn.Conv2d}, {@code timm.layers.create_conv2d}).
 */
public final class Conv2d extends Layer {

    /**
     * What makes a convolution; start from {@link #of}.
     *
     * @param in input channels, a multiple of {@code groups}
     * @param out output channels, a multiple of {@code groups}
     * @param kernel kernel size
     * @param stride step
     * @param padding zeros around the input
     * @param dilation distance of kernel elements
     * @param groups groups of channels that are convolved apart
     * @param bias whether a bias is added
     */
    public record Spec(
            int in, int out, int kernel, int stride, Padding padding, int dilation, int groups, boolean bias) {
        /** Checks the numbers. */
        public Spec {
            if (groups < 1 || in % groups != 0 || out % groups != 0) {
                throw new IllegalArgumentException(
                        "convolution from " + in + " to " + out + " channels cannot have " + groups + " groups");
            }
        }

        /**
         * A convolution of stride 1 that keeps the size, without bias.
         *
         * @param in input channels
         * @param out output channels
         * @param kernel odd kernel size
         * @return the spec
         */
        public static Spec of(int in, int out, int kernel) {
            return new Spec(in, out, kernel, 1, Padding.of(kernel / 2), 1, 1, false);
        }

        /**
         * With another stride.
         *
         * @param value step
         * @return a changed copy
         */
        public Spec stride(int value) {
            return new Spec(in, out, kernel, value, padding, dilation, groups, bias);
        }

        /**
         * With other padding.
         *
         * @param value zeros around the input
         * @return a changed copy
         */
        public Spec padding(Padding value) {
            return new Spec(in, out, kernel, stride, value, dilation, groups, bias);
        }

        /**
         * With other equal padding.
         *
         * @param pixels zeros on every side
         * @return a changed copy
         */
        public Spec padding(int pixels) {
            return padding(Padding.of(pixels));
        }

        /**
         * Dilated; the padding stays as it is.
         *
         * @param value distance of kernel elements
         * @return a changed copy
         */
        public Spec dilation(int value) {
            return new Spec(in, out, kernel, stride, padding, value, groups, bias);
        }

        /**
         * In groups.
         *
         * @param value number of groups
         * @return a changed copy
         */
        public Spec groups(int value) {
            return new Spec(in, out, kernel, stride, padding, dilation, value, bias);
        }

        /**
         * With or without bias.
         *
         * @param value whether a bias is added
         * @return a changed copy
         */
        public Spec bias(boolean value) {
            return new Spec(in, out, kernel, stride, padding, dilation, groups, value);
        }

        /**
         * The shape of the weight.
         *
         * @return {@code (out, in / groups, k, k)}
         */
        public long[] weightShape() {
            return new long[] {out, in / groups, kernel, kernel};
        }
    }

    private Spec spec;
    private final Parameter weight;
    private final @Nullable Parameter bias;
    private final Shape stride;
    private final Shape padding;
    private final Shape dilation;

    /**
     * A convolution with PyTorch's own initial distribution.
     *
     * @param spec what makes it
     */
    public Conv2d(Spec spec) {
        this(spec, fanInUniform(spec), fanInUniform(spec));
    }

    private static Init fanInUniform(Spec spec) {
        return Init.fanInUniform((long) spec.in() / spec.groups() * spec.kernel() * spec.kernel());
    }

    /**
     * A convolution with given initial distributions.
     *
     * @param spec what makes it
     * @param weightInit how the weight begins
     * @param biasInit how the bias begins
     */
    public Conv2d(Spec spec, Init weightInit, Init biasInit) {
        this.spec = spec;
        this.weight = parameter("weight", weightInit, spec.weightShape());
        this.bias = spec.bias() ? parameter("bias", biasInit, spec.out()) : null;
        this.stride = new Shape(spec.stride(), spec.stride());
        this.padding = new Shape(spec.padding().pixels(), spec.padding().pixels());
        this.dilation = new Shape(spec.dilation(), spec.dilation());
    }

    /**
     * Changes the channels, as a pruned form of a network does; a grouped convolution becomes depthwise. Random weights begin
     * as PyTorch's do.
     *
     * @param in input channels, not used where the convolution has groups
     * @param out output channels
     * @throws IllegalStateException where weights are there already
     */
    public void resize(int in, int out) {
        boolean depthwise = spec.groups() > 1;
        spec = new Spec(
                depthwise ? out : in,
                out,
                spec.kernel(),
                spec.stride(),
                spec.padding(),
                spec.dilation(),
                depthwise ? out : 1,
                spec.bias());
        weight.setShape(new Shape(spec.weightShape()));
        weight.setInitializer(fanInUniform(spec));
        if (bias != null) {
            bias.setShape(new Shape(out));
            bias.setInitializer(fanInUniform(spec));
        }
    }

    /**
     * One convolution that computes what this one and a batch normalisation behind it compute in evaluation ({@code
     * timm.layers.fuse_conv_bn}, {@code ConvNorm.fuse}). The values are computed in double precision.
     *
     * @param norm without an activation; its parameters and this convolution's are used up
     * @return a convolution with a bias
     * @throws IllegalArgumentException where the norm has other channels or an activation
     */
    public Conv2d fused(BatchNorm2d norm) {
        norm.checkFusible(spec.out());
        Conv2d made = new Conv2d(spec.bias(true));
        norm.moveShift(bias, Objects.requireNonNull(made.bias));
        Parameters.move(
                weight,
                made.weight,
                kernels -> kernels.toType(DataType.FLOAT64, true)
                        .mul(norm.scale().reshape(-1, 1, 1, 1))
                        .toType(kernels.getDataType(), true));
        return made;
    }

    /**
     * What makes this convolution.
     *
     * @return the spec
     */
    public Spec spec() {
        return spec;
    }

    @Override
    protected NDArray forward(NDArray x) {
        if (!spec.padding().same()) {
            return convolve(x, padding);
        }
        int height = Padding.sameTotal(x.getShape().get(2), spec.kernel(), spec.stride(), spec.dilation());
        int width = Padding.sameTotal(x.getShape().get(3), spec.kernel(), spec.stride(), spec.dilation());
        if (height % 2 == 0 && width % 2 == 0) {
            return convolve(x, new Shape(height / 2, width / 2));
        }
        NDArray padded = x.pad(new Shape(width / 2, width - width / 2, height / 2, height - height / 2), 0);
        NDArray y = convolve(padded, new Shape(0, 0));
        free(padded);
        return y;
    }

    private NDArray convolve(NDArray x, Shape zeros) {
        return Autocast.compute(
                (in, w, b) -> in.getNDArrayInternal()
                        .convolution(in, w, b, stride, zeros, dilation, spec.groups())
                        .head(),
                x,
                value(weight),
                valueOrNull(bias));
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
