package io.github.timm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InterpolationTest {
    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void namesAreThoseOfTimm(Interpolation filter) {
        assertThat(Interpolation.of(filter.toString())).isSameAs(filter);
    }

    @ParameterizedTest
    @EnumSource(value = Interpolation.class, mode = EnumSource.Mode.EXCLUDE, names = "NEAREST")
    void filtersAreOneInTheCentreAndZeroBeyondTheirSupport(Interpolation filter) {
        assertThat(filter.weight(0)).isCloseTo(1, within(1e-7));
        assertThat(filter.weight(filter.support() + 1e-9)).isZero();
        assertThat(filter.weight(-filter.support() - 1e-9)).isZero();
    }

    @Test
    void unknownNamesListTheKnownOnes() {
        assertThatThrownBy(() -> Interpolation.of("cubic"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown interpolation 'cubic', expected one of nearest, bilinear, bicubic, box, hamming, "
                        + "lanczos");
    }

    @Test
    void weightsOfAPixelAddUpToOneInFixedPoint() {
        FilterWeights weights = FilterWeights.of(Interpolation.LANCZOS, 100, 37, 5, 20);
        for (int i = 0; i < 20; i++) {
            int sum = 0;
            for (int t = 0; t < weights.taps; t++) {
                sum += weights.weights[i * weights.taps + t];
            }
            assertThat(sum).isCloseTo(1 << FilterWeights.BITS, within(weights.taps));
            assertThat(weights.first[i]).isBetween(0, 100 - weights.taps);
        }
    }
}
