package io.github.timm4j.models.efficientnet;

import io.github.timm4j.config.Codec;

/**
 * Channels of the convolution before the classifier.
 *
 * @param channels their number, before scaling where it scales; 0 for no such convolution
 * @param scaled whether it scales with the network's width; a number that the caller gives does not
 */
public record Features(int channels, boolean scaled) {

    /** A plain number, which is taken as it is. */
    static final class Plain implements Codec<Features> {
        @Override
        public Features read(Object value) {
            if (value instanceof Integer channels && channels >= 0) {
                return new Features(channels, false);
            }
            throw new IllegalArgumentException("expected an integer of at least 0, found " + value);
        }

        @Override
        public Object write(Features value) {
            return value.channels();
        }
    }

    /**
     * Their number in a network.
     *
     * @param widths how its channel numbers scale
     * @return 0 for no convolution
     */
    public int in(Widths widths) {
        return scaled ? widths.scale(channels) : channels;
    }
}
