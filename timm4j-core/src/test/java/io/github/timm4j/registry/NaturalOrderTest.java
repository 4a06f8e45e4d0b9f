package io.github.timm4j.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NaturalOrderTest {
    @ParameterizedTest
    @CsvSource({
        "patch8, patch16",
        "a, b",
        "a, ab",
        "a1, a1b",
        "a1, aa",
        "1, a",
        "'', 1",
        "'', a",
        "a9, a10b",
        "a1b2, a1b10",
        "a99999999999999999998, a99999999999999999999",
        "a_1, ab",
        "a2, a٣",
        "a٣, a10",
        "B, c",
        "b, C",
        "istanbul, İstanbul",
        "ﬁx, 𝒳2",
        "resnet50, resnet50.a1_in1k"
    })
    void comesBefore(String first, String second) {
        assertThat(NaturalOrder.INSTANCE.compare(first, second)).isNegative();
        assertThat(NaturalOrder.INSTANCE.compare(second, first)).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"a, A", "a01, a1", "a0, a000", "a٣, a3", "x, x", "'', ''"})
    void isEqual(String first, String second) {
        assertThat(NaturalOrder.INSTANCE.compare(first, second)).isZero();
    }

    @Test
    void equalNamesKeepTheirOrder() {
        assertThat(Stream.of("b", "A1", "a01", "a1").sorted(NaturalOrder.INSTANCE))
                .containsExactly("A1", "a01", "a1", "b");
    }
}
