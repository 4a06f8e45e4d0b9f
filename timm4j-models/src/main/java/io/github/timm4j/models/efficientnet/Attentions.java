package io.github.timm4j.models.efficientnet;

import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.GlobalContext;
import io.github.timm4j.nn.Layer;
import org.jspecify.annotations.Nullable;

/**
 * Channel attention of a network's blocks.
 *
 * @param kind squeeze-and-excitation or global context
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
        GLOBAL_CONTEXT
    }

    /** Squeeze-and-excitation with a sigmoid and the block's activation. */
    public static final Attentions PLAIN = new Attentions(Kind.SQUEEZE_EXCITE, Activation.SIGMOID, null, null);

    /**
     * Makes the layer.
     *
     * @param channels number of channels
     * @param ratio hidden channels over channels
     * @param activation the block's
     * @return a new layer
     */
    Layer layer(int channels, double ratio, Activation activation) {
        if (kind == Kind.GLOBAL_CONTEXT) {
            return new GlobalContext(channels, ratio, activation);
        }
        int hidden = rounding == null ? (int) Math.rint(channels * ratio) : rounding.scale(channels * ratio);
        return new MobileSqueezeExcite(channels, hidden, inner == null ? activation : inner, gate);
    }
}
