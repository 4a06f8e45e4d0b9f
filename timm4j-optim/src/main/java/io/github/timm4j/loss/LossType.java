package io.github.timm4j.loss;

import java.util.Locale;

/** The losses that {@link LossFactory} makes by name. */
public enum LossType {
    /** Softmax cross-entropy, with smoothing or for soft targets as needed. */
    CE(false),
    /** {@link BinaryCrossEntropy}. */
    BCE(true),
    /** {@link AsymmetricLossMultiLabel} or {@link AsymmetricLossSingleLabel}. */
    ASL(true),
    /** {@link PolyBinaryCrossEntropy} or {@link PolyCrossEntropy}. */
    POLY(true),
    /** {@link JsdCrossEntropy}. */
    JSD(false),
    /** {@link TwoWayLoss}, multi-label only. */
    TWOWAY(true),
    /** {@link ZlprLoss}, multi-label only. */
    ZLPR(true),
    /** {@link DistributionBalancedLoss}, multi-label only. */
    DB(true);

    private final boolean multiLabel;

    LossType(boolean multiLabel) {
        this.multiLabel = multiLabel;
    }

    /**
     * Tells whether the loss takes several labels a sample.
     *
     * @return true if it can
     */
    public boolean multiLabel() {
        return multiLabel;
    }

    /**
     * The name in options.
     *
     * @return lower case
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a loss by name.
     *
     * @param name as {@link #key()}
     * @return the loss
     * @throws IllegalArgumentException for another name
     */
    public static LossType of(String name) {
        for (LossType type : values()) {
            if (type.key().equals(name)) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "Unknown loss type '" + name + "', expected one of ce, bce, asl, poly, jsd, twoway, zlpr, db");
    }
}
