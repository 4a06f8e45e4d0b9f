package io.github.timm4j.models.efficientnet;

import io.github.timm4j.nn.Activation;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a mobile network.
 *
 * @param stages what its stages consist of
 * @param stem its first convolution
 * @param widths how channel numbers scale
 * @param features channels of the convolution before the head, 0 for none
 * @param activation of its norms
 * @param ways what its blocks share
 * @param pruned whether channels are those of the pruned form
 */
@RecordBuilder
record EfficientNetConfig(
        StageDefs stages, Stem stem, Widths widths, int features, Activation activation, Ways ways, boolean pruned)
        implements EfficientNetConfigBuilder.With {

    /**
     * The first convolution.
     *
     * @param channels before scaling
     * @param kernel kernel size
     * @param fixed whether its channels do not scale
     */
    record Stem(int channels, int kernel, boolean fixed) {}

    /** Kinds of norm: batch with PyTorch's or TensorFlow's eps, groups of channels, EvoNorm, layer. */
    enum NormKind {
        BATCH,
        BATCH_TF,
        GROUP,
        EVO,
        LAYER
    }

    /**
     * What blocks share.
     *
     * @param same whether convolutions pad as TensorFlow does
     * @param norm kind of norm
     * @param normGroup channels of one group of the norm, where it has groups
     * @param antialias {@code avg} or {@code blurpc} instead of strides, or null
     * @param attentions channel attention
     */
    @RecordBuilder
    record Ways(
            boolean same,
            NormKind norm,
            int normGroup,
            @Nullable String antialias,
            Attentions attentions) implements EfficientNetConfigWaysBuilder.With {}

    static EfficientNetConfig of(StageDefs stages) {
        return new EfficientNetConfig(
                stages,
                new Stem(32, 3, false),
                Widths.PLAIN,
                1280,
                Activation.RELU,
                new Ways(false, NormKind.BATCH, 0, null, Attentions.PLAIN),
                false);
    }

    EfficientNetConfig stem(int channels) {
        return withStem(new Stem(channels, stem.kernel(), stem.fixed()));
    }

    EfficientNetConfig fixedStem() {
        return withStem(new Stem(stem.channels(), stem.kernel(), true));
    }

    EfficientNetConfig stemKernel(int kernel) {
        return withStem(new Stem(stem.channels(), kernel, stem.fixed()));
    }

    EfficientNetConfig wide(double multiplier) {
        return withWidths(new Widths(multiplier, widths.divisor(), widths.limit()));
    }

    EfficientNetConfig divisor(int value) {
        return withWidths(new Widths(widths.multiplier(), value, widths.limit()));
    }

    /** Channel numbers are rounded down as far as they go. */
    EfficientNetConfig roundedDown() {
        return withWidths(new Widths(widths.multiplier(), widths.divisor(), 0));
    }

    EfficientNetConfig features(int value) {
        return withFeatures(value);
    }

    EfficientNetConfig silu() {
        return withActivation(Activation.SILU);
    }

    EfficientNetConfig relu6() {
        return withActivation(Activation.RELU6);
    }

    /** The padding and batch norm eps of the TensorFlow originals. */
    EfficientNetConfig tensorFlow() {
        return withWays(ways.withSame(true).withNorm(NormKind.BATCH_TF));
    }

    EfficientNetConfig groupNorm(int groupSize) {
        return withWays(ways.withNorm(NormKind.GROUP).withNormGroup(groupSize));
    }

    EfficientNetConfig evoNorm(int groupSize) {
        return withWays(ways.withNorm(NormKind.EVO).withNormGroup(groupSize));
    }

    EfficientNetConfig layerNorm() {
        return withWays(ways.withNorm(NormKind.LAYER));
    }

    EfficientNetConfig blurred() {
        return withWays(ways.withAntialias("blurpc"));
    }

    EfficientNetConfig grouped(int size) {
        return withStages(stages.withGroupSize(size));
    }

    EfficientNetConfig globalContext() {
        return withWays(
                ways.withAttentions(new Attentions(Attentions.Kind.GLOBAL_CONTEXT, Activation.SIGMOID, null, null)));
    }

    EfficientNetConfig prunedChannels() {
        return withPruned(true);
    }
}
