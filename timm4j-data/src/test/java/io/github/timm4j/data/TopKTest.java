package io.github.timm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.timm4j.data.LabelSet.Form;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopKTest {
    @Test
    void theLargestComeFirstAndEqualOnesInOrder() {
        float[] values = {0.1f, 0.4f, -1, 0.4f, 7};
        assertThat(TopK.indices(values, 3)).containsExactly(4, 1, 3);
        assertThat(TopK.indices(values, 9)).containsExactly(4, 1, 3, 0, 2);
        assertThat(TopK.indices(values, 0)).isEmpty();
        assertThatThrownBy(() -> TopK.indices(values, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void softmaxSurvivesLargeLogits() {
        float[] probabilities = TopK.softmax(new float[] {1000, 1001, -1000});
        assertThat(probabilities[1]).isCloseTo(0.7310586f, within(1e-7f));
        assertThat(probabilities[0] + probabilities[1] + probabilities[2]).isCloseTo(1, within(1e-7f));
    }

    @Test
    void predictionsCarryLabels() {
        LabelSet labels = LabelSet.of(List.of("cat", "dog"));
        assertThat(TopK.of(new float[] {0.25f, 0.75f}, 1, labels, Form.NAME))
                .containsExactly(new Prediction(1, "dog", 0.75f));
    }
}
