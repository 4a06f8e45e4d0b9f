package io.github.timm4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatFormatsTest {
    @Test
    void everyHalfSurvivesTheWayThroughSinglePrecision() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = FloatFormats.half((short) bits);
            if (Float.isNaN(value)) {
                assertThat(Float.isNaN(FloatFormats.half(FloatFormats.toHalf(value))))
                        .isTrue();
            } else {
                assertThat(FloatFormats.toHalf(value)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void everyBfloatSurvivesTheWayThroughSinglePrecision() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = FloatFormats.bfloat16((short) bits);
            short back = FloatFormats.toBfloat16(value);
            assertThat(Float.isNaN(value) ? Float.isNaN(FloatFormats.bfloat16(back)) : back == (short) bits)
                    .isTrue();
        }
    }

    /** Expected bits are those of NumPy's float16 and torch's bfloat16. */
    @ParameterizedTest
    @CsvSource({
        "1.0, 3c00, 3f80",
        "-0.0, 8000, 8000",
        "65504, 7bff, 4780",
        "65519.996, 7bff, 4780",
        "65520, 7c00, 4780",
        "1.00048828125, 3c00, 3f80",
        "1.00146484375, 3c02, 3f80",
        "5.9604645e-8, 0001, 3380",
        "2.9802322e-8, 0000, 3300",
        "2.980233e-8, 0001, 3300",
        "6.1005353e-5, 0400, 3880",
        "1.01171875, 3c0c, 3f82",
        "Infinity, 7c00, 7f80",
        "NaN, 7e00, 7fc0",
        "3.4028235e38, 7c00, 7f80"
    })
    void roundsToNearestEven(float value, String half, String bfloat) {
        assertThat(FloatFormats.toHalf(value) & 0xffff).isEqualTo(Integer.parseInt(half, 16));
        assertThat(FloatFormats.toBfloat16(value) & 0xffff).isEqualTo(Integer.parseInt(bfloat, 16));
    }

    /** Expected values are torch's. */
    @ParameterizedTest
    @CsvSource({
        "F8_E4M3, 7e, 448",
        "F8_E4M3, 7f, NaN",
        "F8_E4M3, 01, 0.001953125",
        "F8_E4M3, b8, -1",
        "F8_E5M2, 7b, 57344",
        "F8_E5M2, 7c, Infinity",
        "F8_E5M2, fc, -Infinity",
        "F8_E5M2, 7d, NaN",
        "F8_E5M2, 01, 1.52587890625e-05",
        "F8_E4M3FNUZ, 7f, 240",
        "F8_E4M3FNUZ, 80, NaN",
        "F8_E5M2FNUZ, 7f, 57344",
        "F8_E5M2FNUZ, 80, NaN",
        "F8_E8M0, 7f, 1",
        "F8_E8M0, 00, 5.877471754111438e-39",
        "F8_E8M0, ff, NaN"
    })
    void decodesEightBits(TensorType type, String bits, float value) {
        assertThat(Float.valueOf(FloatFormats.eightBit(type, (byte) Integer.parseInt(bits, 16))))
                .isEqualTo(Float.valueOf(value));
    }
}
