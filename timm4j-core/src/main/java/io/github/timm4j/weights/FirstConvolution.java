package io.github.timm4j.weights;

import java.util.Optional;

/** Fits the kernel of a network's first convolution to pictures of another number of channels. */
public final class FirstConvolution {
    private FirstConvolution() {}

    /**
     * Adapts a kernel of three-channel pictures.
     *
     * @param kernel (out, in, height, width)
     * @param channels the channels wanted
     * @return see {@link #adapt(WeightTensor, int, int)}
     */
    public static Optional<WeightTensor> adapt(WeightTensor kernel, int channels) {
        return adapt(kernel, channels, 3);
    }

    /**
     * Adapts a kernel as timm's {@code adapt_input_conv}: one channel takes the sum of all, several repeat the old ones
     * in turn, scaled so that the sum stays. Where the kernel sees pixels folded into channels (space to depth), the one
     * channel is summed for each fold apart.
     *
     * @param kernel (out, in, height, width)
     * @param channels the channels wanted
     * @param baseChannels the channels of the pictures that it was trained on
     * @return the adapted kernel in the same type, or nothing where it has no form that can be adapted: no four
     *     dimensions, or several channels for a folded kernel
     * @throws IllegalArgumentException for numbers of channels below one
     */
    public static Optional<WeightTensor> adapt(WeightTensor kernel, int channels, int baseChannels) {
        if (channels < 1 || baseChannels < 1) {
            throw new IllegalArgumentException(channels + " channels from " + baseChannels + ": both must be positive");
        }
        if (kernel.rank() != 4) {
            return Optional.empty();
        }
        if (channels == baseChannels) {
            return Optional.of(kernel);
        }
        long in = kernel.shape()[1];
        boolean folded = in > baseChannels;
        if (channels == 1 && (!folded || in % baseChannels == 0)) {
            return Optional.of(sum(kernel, folded ? baseChannels : (int) in));
        }
        return channels == 1 || in != baseChannels ? Optional.empty() : Optional.of(repeat(kernel, channels));
    }

    /** Sums each run of {@code group} input channels. */
    private static WeightTensor sum(WeightTensor kernel, int group) {
        long[] shape = kernel.shape();
        int area = Math.toIntExact(shape[2] * shape[3]);
        float[] from = kernel.toFloats();
        float[] to = new float[from.length / group];
        for (int i = 0; i < from.length; i++) {
            to[i / area / group * area + i % area] += from[i];
        }
        return WeightTensor.of(to, shape[0], shape[1] / group, shape[2], shape[3])
                .to(kernel.type());
    }

    private static WeightTensor repeat(WeightTensor kernel, int channels) {
        long[] shape = kernel.shape();
        int base = Math.toIntExact(shape[1]);
        int area = Math.toIntExact(shape[2] * shape[3]);
        float scale = base / (float) channels;
        float[] from = kernel.toFloats();
        float[] to = new float[Math.toIntExact(shape[0] * channels * area)];
        for (int i = 0; i < to.length; i++) {
            int channel = i / area % channels;
            int out = i / area / channels;
            to[i] = from[(out * base + channel % base) * area + i % area] * scale;
        }
        return WeightTensor.of(to, shape[0], channels, shape[2], shape[3]).to(kernel.type());
    }
}
