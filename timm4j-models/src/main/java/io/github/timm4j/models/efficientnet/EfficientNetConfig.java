package io.github.timm4j.models.efficientnet;

import io.github.timm4j.config.Coded;
import io.github.timm4j.config.Name;
import io.github.timm4j.nn.Activation;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * The shape of a mobile network.
 *
 * @param stages what its stages consist of
 * @param stem its first convolution
 * @param widths how channel numbers scale
 * @param features channels of the convolution before the classifier
 * @param activation of its norms
 * @param ways what its blocks share
 * @param pruned whether channels are those of the pruned form
 */
@RecordBuilder
public record EfficientNetConfig(
        StageDefs stages,
        Stem stem,
        Widths widths,
        @Name("num_features") @Coded(Features.Plain.class) Features features,
        @Name("act_layer") Activation activation,
        Ways ways,
        boolean pruned)
        implements EfficientNetConfigBuilder.With {

    /**
     * The first convolution.
     *
     * @param channels before scaling
     * @param kernel kernel size
     * @param fixed whether its channels do not scale
     */
    public record Stem(
            @Name("stem_size") int channels,
            @Name("stem_kernel_size") int kernel,
            @Name("fix_stem") boolean fixed) {}

    /**
     * ReLU, batch norm, a stem of 32 channels, 1280 features.
     *
     * @param stages what the stages consist of
     * @return the shape
     */
    public static EfficientNetConfig of(StageDefs stages) {
        return new EfficientNetConfig(
                stages,
                new Stem(32, 3, false),
                Widths.PLAIN,
                new Features(1280, false),
                Activation.RELU,
                Ways.PLAIN,
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

    /**
     * With another last convolution.
     *
     * @param channels its channels, whatever the width; 0 for none
     * @return a changed copy
     */
    public EfficientNetConfig features(int channels) {
        return withFeatures(new Features(channels, false));
    }

    EfficientNetConfig scaledFeatures(int channels) {
        return withFeatures(new Features(channels, true));
    }

    /**
     * Channels of the convolution before the classifier.
     *
     * @return after scaling, 0 for none
     */
    public int numFeatures() {
        return features.in(widths);
    }

    EfficientNetConfig silu() {
        return withActivation(Activation.SILU);
    }

    EfficientNetConfig relu6() {
        return withActivation(Activation.RELU6);
    }

    /** Published weights come with TensorFlow's batch norm eps, random ones with PyTorch's. */
    EfficientNetConfig tensorFlowEpsWhenPretrained() {
        return withWays(ways.withNorm(Ways.NormKind.BATCH_TF_WHEN_PRETRAINED));
    }

    /** The padding and batch norm eps of the TensorFlow originals. */
    EfficientNetConfig tensorFlow() {
        return withWays(ways.withPadding(Ways.Pad.SAME).withNorm(Ways.NormKind.BATCH_TF));
    }

    EfficientNetConfig groupNorm(int groupSize) {
        return withWays(ways.withNorm(Ways.NormKind.GROUP).withNormGroup(groupSize));
    }

    EfficientNetConfig evoNorm(int groupSize) {
        return withWays(ways.withNorm(Ways.NormKind.EVO).withNormGroup(groupSize));
    }

    EfficientNetConfig layerNorm() {
        return withWays(ways.withNorm(Ways.NormKind.LAYER));
    }

    EfficientNetConfig blurred() {
        return withWays(ways.withAntialias(Ways.Antialias.BLURPC));
    }

    EfficientNetConfig grouped(int size) {
        return withStages(stages.withGroupSize(size));
    }

    EfficientNetConfig globalContext() {
        return withWays(ways.withAttentions(Attentions.GLOBAL_CONTEXT));
    }

    EfficientNetConfig prunedChannels() {
        return withPruned(true);
    }
}
