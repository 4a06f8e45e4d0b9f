package io.github.timm4j.optim.rule;

/** Types in which a rule can keep what it averages, with libtorch's numbers for them. */
public enum FloatType {
    /** Eight bits of exponent, seven of fraction. */
    BFLOAT16(15),
    /** Five bits of exponent, ten of fraction. */
    FLOAT16(5),
    /** Single precision. */
    FLOAT32(6);

    /** Stands for the type of the parameter in kernels. */
    static final long OF_PARAMETER = -1;

    private final long code;

    FloatType(long code) {
        this.code = code;
    }

    /** The number that kernels take as {@code dtype}. */
    long code() {
        return code;
    }
}
