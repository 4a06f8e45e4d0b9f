package io.github.timm4j.data.mix;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of one sample: its own share and its partner's, and for CutMix the box that comes from the partner.
 *
 * @param own share of the sample in its label, and without a box in its pixels
 * @param other share of its partner
 * @param box null for Mixup
 */
record Mix(float own, float other, @Nullable MixBox box) {
    /** Nothing is mixed. */
    static final Mix NONE = new Mix(1, 0, null);

    boolean blends() {
        return box == null && own != 1;
    }

    /** One value, rounded in single precision as timm does. */
    float blend(float mine, float theirs) {
        return mine * own + theirs * other;
    }
}
