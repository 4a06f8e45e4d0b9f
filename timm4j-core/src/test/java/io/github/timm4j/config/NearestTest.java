package io.github.timm4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({"'', '', 0", "abc, '', 3", "kitten, sitting, 3", "ab, ba, 1", "resnet-50, resnet50, 1", "ca, abc, 3"})
    void countsEditsAndSwaps(String a, String b, int distance) {
        assertThat(Nearest.distance(a, b)).isEqualTo(distance);
        assertThat(Nearest.distance(b, a)).isEqualTo(distance);
    }

    @Test
    void ranksTheNearestFirst() {
        assertThat(Nearest.to("resnet5O", List.of("vgg16", "resnet51q", "resnet50", "resnet50d"), 2))
                .containsExactly("resnet50", "resnet50d");
    }

    @Test
    void beginningsCountToo() {
        assertThat(Nearest.to("swin", List.of("swin_tiny_patch4_window7_224", "vgg16"), 3))
                .containsExactly("swin_tiny_patch4_window7_224");
    }

    @Test
    void nothingNearGivesNoHint() {
        assertThat(Nearest.hint("nosuchmodel", List.of("resnet50", "vgg16"))).isEmpty();
        assertThat(Nearest.hint("vgg17", List.of("resnet50", "vgg16"))).isEqualTo("; did you mean vgg16?");
    }
}
