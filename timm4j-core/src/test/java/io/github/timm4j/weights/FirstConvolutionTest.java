package io.github.timm4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.fixtures.FixtureStream;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@Tag("oracle")
class FirstConvolutionTest {
    private static final String FIXTURE = "utils/adapt_input_conv.json";

    @TestFactory
    Stream<DynamicTest> adaptsAsTimmDoes() {
        if (!Fixtures.has(FIXTURE)) {
            return Stream.empty();
        }
        return Parity.tests(
                "adapt-input-conv",
                StreamSupport.stream(Fixtures.json(FIXTURE).get("cases").spliterator(), false)
                        .map(one -> new OracleCase(
                                one.get("weight").asText() + " to " + one.get("in_chans"), true, () -> check(one))));
    }

    /** The weight is given as {@code stream('name') [sizes]}. */
    private static void check(JsonNode one) {
        String[] weight = one.get("weight").asText().split("'");
        long[] shape = Arrays.stream(weight[2].replaceAll("[^0-9,]", "").split(","))
                .mapToLong(Long::parseLong)
                .toArray();
        float[] values = FixtureStream.floats(weight[1], (int) Layout.count(shape), 0, 1);
        Optional<WeightTensor> adapted = FirstConvolution.adapt(
                WeightTensor.of(values, shape), one.get("in_chans").intValue());
        assertThat(adapted.isEmpty()).isEqualTo(one.has("error"));
        adapted.ifPresent(kernel -> {
            assertThat(kernel.shape().length).isEqualTo(one.get("shape").size());
            float[] result = kernel.toFloats();
            assertThat(result).hasSize(one.get("result").size());
            for (int i = 0; i < result.length; i++) {
                assertThat(result[i]).isCloseTo(one.get("result").get(i).floatValue(), within(1e-6f));
            }
        });
    }

    @Test
    void keepsTheTypeAndLeavesEqualChannelsAlone() {
        WeightTensor half = WeightTensor.of(new float[6], 2, 3, 1, 1).to(TensorType.F16);
        assertThat(FirstConvolution.adapt(half, 3)).contains(half);
        assertThat(FirstConvolution.adapt(half, 5).orElseThrow().type()).isEqualTo(TensorType.F16);
        assertThat(FirstConvolution.adapt(half, 5).orElseThrow().shape()).containsExactly(2, 5, 1, 1);
    }

    @Test
    void refusesWhatIsNoKernelOrNoCount() {
        WeightTensor matrix = WeightTensor.of(new float[6], 2, 3);
        assertThat(FirstConvolution.adapt(matrix, 1)).isEmpty();
        assertThatThrownBy(() -> FirstConvolution.adapt(matrix, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
