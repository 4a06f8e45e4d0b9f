package io.github.timm4j.loss;

import java.util.Locale;
import java.util.Optional;

/** Ways to compute per-class weights from label counts. */
public enum ClassWeightMethod {
    /** Negatives over positives, which balances the two terms of each class. */
    NEG_POS(Kind.POS_WEIGHT),
    /** Inverse frequency, scaled to mean 1. */
    INV_FREQ(Kind.CLASS_WEIGHT),
    /** Inverse effective number of samples (arXiv:1901.05555), scaled to mean 1. */
    EFFECTIVE_NUM(Kind.CLASS_WEIGHT);

    /** The argument of a loss that weights are meant for. */
    public enum Kind {
        /** Weights of the positive terms. */
        POS_WEIGHT,
        /** Weights of whole classes. */
        CLASS_WEIGHT;

        /**
         * The name in files and options.
         *
         * @return pos_weight or class_weight
         */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;

    ClassWeightMethod(Kind kind) {
        this.kind = kind;
    }

    /**
     * Says what the method's weights are for.
     *
     * @return the argument
     */
    public Kind kind() {
        return kind;
    }

    /**
     * The name in options.
     *
     * @return neg_pos, inv_freq or effective_num
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a method by name.
     *
     * @param name as {@link #key()}
     * @return the method
     * @throws IllegalArgumentException for another name
     */
    public static ClassWeightMethod of(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("Unknown class weight method '" + name
                        + "', expected one of neg_pos, inv_freq, effective_num"));
    }

    static Optional<ClassWeightMethod> find(String name) {
        for (ClassWeightMethod method : values()) {
            if (method.key().equals(name)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }
}
