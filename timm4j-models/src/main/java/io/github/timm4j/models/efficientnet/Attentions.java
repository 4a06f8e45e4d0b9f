package io.github.timm4j.models.efficientnet;

import io.github.timm4j.config.Choices;
import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.EfficientChannelAttention;
import io.github.timm4j.nn.GlobalContext;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.SqueezeExcite;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Channel attention of a network's blocks.
 *
 * @param kind what weighs the channels
 * @param gate of the channel weights
 * @param inner activation inside, or null for the block's
 * @param rounding of the hidden channels
 */
public record Attentions(
        Kind kind, Activation gate, @Nullable Activation inner, Rounding rounding) {
    /** Kinds of channel attention. */
    public enum Kind {
        /** Squeeze-and-excitation under the keys of the mobile networks. */
        SQUEEZE_EXCITE,
        /** Squeeze-and-excitation under the keys of ResNets. */
        SE_MODULE,
        /** Global context. */
        GLOBAL_CONTEXT,
        /** A convolution over the channels' means. */
        EFFICIENT_CHANNEL
    }

    /** How the number of hidden channels is rounded. */
    public enum Rounding {
        /** To the nearest. */
        NEAREST,
        /** As channel numbers of a network of plain width are. */
        PLAIN_WIDTH,
        /** Scaled and rounded as the network's channel numbers are. */
        NETWORK_WIDTH;

        private int hidden(double wanted, Widths network) {
            return switch (this) {
                case NEAREST -> (int) Math.rint(wanted);
                case PLAIN_WIDTH -> Widths.PLAIN.scale(wanted);
                case NETWORK_WIDTH -> network.scale(wanted);
            };
        }
    }

    /** Squeeze-and-excitation with a sigmoid and the block's activation. */
    public static final Attentions PLAIN = plain(Kind.SQUEEZE_EXCITE);

    /** Global context. */
    public static final Attentions GLOBAL_CONTEXT = plain(Kind.GLOBAL_CONTEXT);

    private static Attentions plain(Kind kind) {
        return new Attentions(kind, Activation.SIGMOID, null, Rounding.NEAREST);
    }

    @Choices
    static Map<String, Attentions> named() {
        return Map.of("gc", GLOBAL_CONTEXT, "eca", plain(Kind.EFFICIENT_CHANNEL), "se", plain(Kind.SE_MODULE));
    }

    /**
     * Makes the layer.
     *
     * @param channels number of channels
     * @param ratio hidden channels over channels
     * @param activation the block's
     * @param widths how the network's channel numbers scale
     * @return a new layer
     */
    Layer layer(int channels, double ratio, Activation activation, Widths widths) {
        return switch (kind) {
            case GLOBAL_CONTEXT -> new GlobalContext(channels, ratio, activation, BlockContext::conv);
            case SE_MODULE -> new SqueezeExcite(channels, ratio, activation, BlockContext::conv);
            case EFFICIENT_CHANNEL -> new EfficientChannelAttention(channels);
            case SQUEEZE_EXCITE ->
                new MobileSqueezeExcite(
                        channels, rounding.hidden(channels * ratio, widths), inner == null ? activation : inner, gate);
        };
    }
}
