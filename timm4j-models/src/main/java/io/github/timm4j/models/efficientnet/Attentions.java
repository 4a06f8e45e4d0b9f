package io.github.timm4j.models.efficientnet;

import io.github.timm4j.config.Choices;
import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.EfficientChannelAttention;
import io.github.timm4j.nn.GlobalContext;
import io.github.timm4j.nn.Layer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Channel attention of a network's blocks.
 *
 * @param kind what weighs the channels
 * @param gate of the channel weights
 * @param inner activation inside, or null for the block's
 * @param rounding of the hidden channels, or null for plain rounding
 */
public record Attentions(
        Kind kind,
        Activation gate,
        @Nullable Activation inner,
        @Nullable Widths rounding) {
    /** Kinds of channel attention. */
    public enum Kind {
        /** Squeeze-and-excitation. */
        SQUEEZE_EXCITE,
        /** Global context. */
        GLOBAL_CONTEXT,
        /** A convolution over the channels' means. */
        EFFICIENT_CHANNEL
    }

    /** Squeeze-and-excitation with a sigmoid and the block's activation. */
    public static final Attentions PLAIN = plain(Kind.SQUEEZE_EXCITE);

    /** Global context. */
    public static final Attentions GLOBAL_CONTEXT = plain(Kind.GLOBAL_CONTEXT);

    private static Attentions plain(Kind kind) {
        return new Attentions(kind, Activation.SIGMOID, null, null);
    }

    @Choices
    static Map<String, Attentions> named() {
        return Map.of("gc", GLOBAL_CONTEXT, "eca", plain(Kind.EFFICIENT_CHANNEL));
    }

    /**
     * Makes the layer.
     *
     * @param channels number of channels
     * @param ratio hidden channels over channels
     * @param activation the block's
     * @return a new layer
     */
    Layer layer(int channels, double ratio, Activation activation) {
        return switch (kind) {
            case GLOBAL_CONTEXT -> new GlobalContext(channels, ratio, activation, BlockContext::conv);
            case EFFICIENT_CHANNEL -> new EfficientChannelAttention(channels);
            case SQUEEZE_EXCITE -> squeezeExcite(channels, channels * ratio, activation);
        };
    }

    private Layer squeezeExcite(int channels, double wanted, Activation activation) {
        int hidden = rounding == null ? (int) Math.rint(wanted) : rounding.scale(wanted);
        return new MobileSqueezeExcite(channels, hidden, inner == null ? activation : inner, gate);
    }
}
