package io.github.timm4j.models.mobilenetv3;

import io.github.timm4j.config.Name;
import io.github.timm4j.models.efficientnet.Attentions;
import io.github.timm4j.models.efficientnet.EfficientNetConfig;
import io.github.timm4j.models.efficientnet.StageDefs;
import io.github.timm4j.models.efficientnet.Ways;
import io.github.timm4j.models.efficientnet.Widths;
import io.github.timm4j.nn.Activation;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a mobile network with an efficient head.
 *
 * @param trunk stem, stages, number of features
 * @param head what follows the pooling
 */
@RecordBuilder
record MobileNetV3Config(EfficientNetConfig trunk, Head head) implements MobileNetV3ConfigBuilder.With {

    /**
     * The pointwise convolution behind the pooling.
     *
     * @param bias whether it adds a bias, where no norm follows
     * @param norm whether a norm follows
     */
    record Head(
            @Name("head_bias") boolean bias,
            @Name("head_norm") boolean norm) {}

    /** MobileNetV3 with squeeze-and-excitation of rounded hidden channels. */
    static MobileNetV3Config v3(StageDefs stages) {
        return of(stages, Activation.HARD_SWISH, hardGated(Activation.RELU, Attentions.Rounding.PLAIN_WIDTH));
    }

    /** MobileNetV3 as it was before the paper's details were public. */
    static MobileNetV3Config early(StageDefs stages) {
        return of(stages, Activation.HARD_SWISH, hardGated(null, Attentions.Rounding.NEAREST))
                .withHead(new Head(false, false))
                .ways(ways -> ways.withNorm(Ways.NormKind.BATCH_TF));
    }

    /** FBNetV3, whose channel numbers lose less by rounding. */
    static MobileNetV3Config fbNet(StageDefs stages) {
        return of(stages, Activation.HARD_SWISH, hardGated(null, Attentions.Rounding.NETWORK_WIDTH))
                .ways(ways -> ways.withSqueezeFromInner(false))
                .features(1984)
                .withHead(new Head(false, false))
                .trunk(trunk -> trunk.withWidths(new Widths(1, 8, 0.95)));
    }

    /** PP-LCNet. */
    static MobileNetV3Config lcNet(double width) {
        return of(Stages.LCNET, Activation.HARD_SWISH, hardGated(Activation.RELU, Attentions.Rounding.NEAREST))
                .wide(width);
    }

    /** MobileNetV4. */
    static MobileNetV3Config v4(StageDefs stages) {
        return of(stages, Activation.RELU, Attentions.PLAIN).stem(32).withHead(new Head(false, true));
    }

    private static MobileNetV3Config of(StageDefs stages, Activation activation, Attentions attentions) {
        EfficientNetConfig trunk = EfficientNetConfig.of(stages)
                .withActivation(activation)
                .withWays(Ways.PLAIN.withAttentions(attentions).withSqueezeFromInner(true));
        return new MobileNetV3Config(trunk, new Head(true, false)).stem(16);
    }

    private static Attentions hardGated(@Nullable Activation inner, Attentions.Rounding rounding) {
        return new Attentions(Attentions.Kind.SQUEEZE_EXCITE, Activation.HARD_SIGMOID, inner, rounding);
    }

    private MobileNetV3Config trunk(UnaryOperator<EfficientNetConfig> change) {
        return withTrunk(change.apply(trunk));
    }

    private MobileNetV3Config ways(UnaryOperator<Ways> change) {
        return trunk(body -> body.withWays(change.apply(body.ways())));
    }

    MobileNetV3Config stem(int channels) {
        return trunk(body -> body.withStem(
                new EfficientNetConfig.Stem(channels, 3, body.stem().fixed())));
    }

    MobileNetV3Config fixedStem() {
        return trunk(
                body -> body.withStem(new EfficientNetConfig.Stem(body.stem().channels(), 3, true)));
    }

    MobileNetV3Config wide(double multiplier) {
        return trunk(body -> body.withWidths(Widths.of(multiplier)));
    }

    MobileNetV3Config features(int value) {
        return trunk(body -> body.features(value));
    }

    MobileNetV3Config relu() {
        return trunk(body -> body.withActivation(Activation.RELU));
    }

    MobileNetV3Config gelu() {
        return trunk(body -> body.withActivation(Activation.GELU));
    }

    /** The padding and batch norm eps of the TensorFlow originals. */
    MobileNetV3Config tensorFlow() {
        return ways(ways -> ways.withPadding(Ways.Pad.SAME).withNorm(Ways.NormKind.BATCH_TF));
    }

    MobileNetV3Config antialiased(Ways.Antialias antialias) {
        return ways(ways -> ways.withAntialias(antialias));
    }

    /** Branches that begin at a hundred-thousandth of their size. */
    MobileNetV3Config scaledBranches() {
        return ways(ways -> ways.withLayerScale(1e-5));
    }
}
