package io.github.timm4j.weights;

/** Element types under their safetensors names; every one can be stored, not every one has an engine counterpart. */
public enum TensorType {
    /** Truth values, one byte each. */
    BOOL(8),
    /** 4-bit floating point, two elements a byte. */
    F4(4),
    /** 6-bit floating point, 2 exponent and 3 mantissa bits. */
    F6_E2M3(6),
    /** 6-bit floating point, 3 exponent and 2 mantissa bits. */
    F6_E3M2(6),
    /** Unsigned bytes. */
    U8(8),
    /** Signed bytes. */
    I8(8),
    /** 8-bit floating point with 5 exponent bits, infinities and NaN. */
    F8_E5M2(8),
    /** 8-bit floating point with 4 exponent bits and NaN but no infinity. */
    F8_E4M3(8),
    /** Powers of two, 8 exponent bits. */
    F8_E8M0(8),
    /** As {@link #F8_E4M3} with another bias and one zero. */
    F8_E4M3FNUZ(8),
    /** As {@link #F8_E5M2} with another bias, one zero and no infinity. */
    F8_E5M2FNUZ(8),
    /** Signed 16-bit integers. */
    I16(16),
    /** Unsigned 16-bit integers. */
    U16(16),
    /** IEEE half precision. */
    F16(16),
    /** The upper half of a single-precision number. */
    BF16(16),
    /** Signed 32-bit integers. */
    I32(32),
    /** Unsigned 32-bit integers. */
    U32(32),
    /** IEEE single precision. */
    F32(32),
    /** Complex numbers of two single-precision parts. */
    C64(64),
    /** IEEE double precision. */
    F64(64),
    /** Signed 64-bit integers. */
    I64(64),
    /** Unsigned 64-bit integers. */
    U64(64);

    private final int bits;

    TensorType(int bits) {
        this.bits = bits;
    }

    /**
     * The size of one element.
     *
     * @return bits
     */
    public int bits() {
        return bits;
    }

    /**
     * The size of one element in whole bytes.
     *
     * @return bytes
     * @throws UnsupportedOperationException for types of less than a byte
     */
    public int bytes() {
        if (bits < 8) {
            throw new UnsupportedOperationException(this + " elements fill less than a byte");
        }
        return bits / 8;
    }

    /**
     * The size of a run of elements.
     *
     * @param count how many, not negative
     * @return bytes
     * @throws ArithmeticException where the size passes 2^63 or is no whole number of bytes
     */
    public long bytesFor(long count) {
        long total = Math.multiplyExact(count, (long) bits);
        if (total % 8 != 0) {
            throw new ArithmeticException(count + " elements of " + this + " do not fill whole bytes");
        }
        return total / 8;
    }

    /**
     * Tells whether elements are real floating-point numbers.
     *
     * @return true for all F types and BF16
     */
    public boolean isFloating() {
        return this == BF16 || name().startsWith("F");
    }

    /** The unit in which bytes are reversed for the other byte order. */
    int swapUnit() {
        return this == C64 ? 4 : bytes();
    }
}
