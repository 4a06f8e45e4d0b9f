package io.github.timm4j.nn;

import io.github.timm4j.config.ModelOptions;

/** How a family's feature maps are normalised: makes the norm layers, with an activation behind them where asked for. */
@FunctionalInterface
public interface Norm {
    /**
     * Makes a layer.
     *
     * @param channels number of channels
     * @param activation applied to the result
     * @param weightInit how the scale begins
     * @return a new layer with parameters {@code weight} and {@code bias}
     */
    Layer layer(int channels, Activation activation, Init weightInit);

    /**
     * Makes a layer whose scale begins at one.
     *
     * @param channels number of channels
     * @param activation applied to the result
     * @return a new layer
     */
    default Layer layer(int channels, Activation activation) {
        return layer(channels, activation, Init.ONES);
    }

    /**
     * Makes a plain layer.
     *
     * @param channels number of channels
     * @return a new layer
     */
    default Layer layer(int channels) {
        return layer(channels, Activation.IDENTITY);
    }

    /**
     * Batch normalisation with PyTorch's constants where the caller chose none.
     *
     * @param options the caller's choice
     * @return the norm
     */
    static Norm batch(ModelOptions options) {
        return batch(options, BatchNorm2d.DEFAULTS);
    }

    /**
     * Batch normalisation.
     *
     * @param options the caller's choice of constants
     * @param own the architecture's constants
     * @return the norm
     */
    static Norm batch(ModelOptions options, BatchNorm2d.Options own) {
        ModelOptions.Norm chosen = options.norm();
        BatchNorm2d.Options base = chosen.tf() ? BatchNorm2d.TENSORFLOW : own;
        BatchNorm2d.Options constants = new BatchNorm2d.Options(
                chosen.momentum() == null ? base.momentum() : chosen.momentum(),
                chosen.eps() == null ? base.eps() : chosen.eps());
        return (channels, activation, init) -> new BatchNorm2d(channels, constants, activation, init);
    }

    /**
     * Group normalisation, eps 1e-5.
     *
     * @param groups number of groups
     * @return the norm
     */
    static Norm group(int groups) {
        return (channels, activation, init) -> new GroupNorm(channels, groups, 1e-5, activation, init);
    }

    /**
     * Layer normalisation over the channels of each position of a map.
     *
     * @param eps added to the variance
     * @return the norm
     */
    static Norm layerNorm2d(double eps) {
        return (channels, activation, init) -> new LayerNorm2d(channels, eps, activation, init);
    }

    /**
     * Layer normalisation over the last axis.
     *
     * @param eps added to the variance
     * @return the norm
     */
    static Norm layerNorm(double eps) {
        return (channels, activation, init) -> new LayerNorm(channels, eps, activation, init);
    }

    /**
     * Normalisation over the last axis by its root mean square, without a bias.
     *
     * @param eps added to the mean of squares
     * @return the norm
     */
    static Norm rmsNorm(double eps) {
        return (channels, activation, init) -> new RmsNorm(channels, eps, activation, init);
    }
}
