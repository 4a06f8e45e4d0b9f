package io.github.timm4j.weights;

/** Bit patterns of the small floating-point formats, to and from single precision. */
final class FloatFormats {
    private FloatFormats() {}

    static float half(short bits) {
        return Tables.HALF[bits & 0xffff];
    }

    static float bfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** One element of an 8-bit format. */
    static float eightBit(TensorType type, byte bits) {
        return switch (type) {
            case F8_E4M3 -> (bits & 0x7f) == 0x7f ? Float.NaN : decode(bits, 3, 4, 7);
            case F8_E5M2 -> (bits & 0x7f) >= 0x7c ? special(bits, 0x7c) : decode(bits, 2, 5, 15);
            case F8_E4M3FNUZ -> bits == (byte) 0x80 ? Float.NaN : decode(bits, 3, 4, 8);
            case F8_E5M2FNUZ -> bits == (byte) 0x80 ? Float.NaN : decode(bits, 2, 5, 16);
            case F8_E8M0 -> bits == (byte) 0xff ? Float.NaN : (float) Math.scalb(1.0, (bits & 0xff) - 127);
            default -> throw new IllegalArgumentException(type + " is no 8-bit floating-point format");
        };
    }

    /** Rounds to nearest, ties to even; too large becomes infinite. */
    static short toHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (magnitude > 0x7f800000) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= 0x477ff000) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x38800000) {
            return (short) (sign | (int) Math.rint(Math.abs(value) * 0x1p24f));
        }
        return (short) (sign | roundOff(magnitude, 13) - (112 << 10));
    }

    /** Rounds to nearest, ties to even. */
    static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) (Float.isNaN(value) ? (bits >>> 16) | 0x40 : roundOff(bits, 16));
    }

    private static int roundOff(int bits, int drop) {
        return (bits + (1 << (drop - 1)) - 1 + ((bits >>> drop) & 1)) >>> drop;
    }

    private static float special(int bits, int infinity) {
        if ((bits & 0x7f) != infinity) {
            return Float.NaN;
        }
        return (bits & 0x80) == 0 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
    }

    /** Sign, exponent and mantissa as numbers, subnormals included; special values are the caller's. */
    private static float decode(int bits, int mantissaBits, int exponentBits, int bias) {
        int mantissa = bits & ((1 << mantissaBits) - 1);
        int exponent = (bits >>> mantissaBits) & ((1 << exponentBits) - 1);
        int whole = exponent == 0 ? mantissa : mantissa | (1 << mantissaBits);
        double size = Math.scalb((double) whole, Math.max(exponent, 1) - bias - mantissaBits);
        boolean negative = ((bits >>> (mantissaBits + exponentBits)) & 1) == 1;
        return (float) (negative ? -size : size);
    }

    /** Made on first use: 256 KiB for one load a half. */
    private static final class Tables {
        static final float[] HALF = new float[1 << 16];

        static {
            for (int bits = 0; bits < HALF.length; bits++) {
                int magnitude = bits & 0x7fff;
                if (magnitude > 0x7c00) {
                    HALF[bits] = Float.NaN;
                } else if (magnitude == 0x7c00) {
                    HALF[bits] = bits == magnitude ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
                } else {
                    HALF[bits] = decode(bits, 10, 5, 15);
                }
            }
        }
    }
}
