package io.github.timm4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Class weights against timm's. */
@Tag("oracle")
class ClassWeightsOracleTest {
    private static final String FILE = "loss/class_weights.json";

    @TestFactory
    Stream<DynamicTest> weights() {
        if (!Fixtures.has(FILE)) {
            return Stream.empty();
        }
        JsonNode file = Fixtures.json(FILE);
        return Parity.tests(
                "class-weights",
                Stream.of(
                                cases(file, "compute", ClassWeightsOracleTest::compute),
                                cases(file, "parse", ClassWeightsOracleTest::parse),
                                Stream.of(new OracleCase("names", true, () -> names(file))))
                        .flatMap(s -> s));
    }

    private interface Check {
        void run(JsonNode c);
    }

    private static Stream<OracleCase> cases(JsonNode file, String part, Check check) {
        AtomicInteger number = new AtomicInteger();
        return StreamSupport.stream(file.path(part).spliterator(), false)
                .map(c -> new OracleCase(part + "/" + number.incrementAndGet(), true, () -> check.run(c)));
    }

    private static void compute(JsonNode c) {
        String name = c.get("method").textValue();
        if (c.has("error")) {
            assertThatThrownBy(() -> ClassWeightMethod.of(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name);
            return;
        }
        ClassWeightMethod method = ClassWeightMethod.of(name);
        assertThat(method.kind().key()).isEqualTo(c.get("kind").textValue());
        ClassStats stats = new ClassStats(
                WeightText.numbers(c.get("pos_counts")), c.get("num_samples").intValue());
        ClassWeights weights = ClassWeights.computeClassWeights(
                stats,
                new ClassWeights.Rule(
                        method,
                        LossCases.number(c, "power", 1),
                        LossCases.number(c, "beta", 0.999),
                        c.hasNonNull("max_weight") ? c.get("max_weight").doubleValue() : null));
        assertValues(weights.values(), c.get("weights"));
    }

    private static void parse(JsonNode c) {
        JsonNode value = c.get("value");
        if (c.has("error")) {
            assertThatThrownBy(() -> read(value)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        ClassWeights weights = read(value);
        if (c.get("result").isNull()) {
            assertThat(weights.isNone()).isTrue();
        } else {
            assertValues(weights.values(), c.get("result"));
        }
    }

    private static ClassWeights read(JsonNode value) {
        return value.isTextual() || value.isNull()
                ? ClassWeights.loadClassWeights(value.textValue(), ClassWeightMethod.Kind.CLASS_WEIGHT)
                : ClassWeights.of(WeightText.numbers(value));
    }

    private static void assertValues(float[] actual, JsonNode expected) {
        float[] values = WeightText.numbers(expected);
        assertThat(actual).hasSameSizeAs(values);
        for (int i = 0; i < values.length; i++) {
            assertThat(actual[i]).isCloseTo(values[i], within(2e-7f * Math.max(1, values[i])));
        }
    }

    private static void names(JsonNode file) {
        List<String> types = Arrays.stream(LossType.values()).map(LossType::key).toList();
        assertThat(types).isEqualTo(texts(file.get("loss_types")));
        List<String> multiLabel = Arrays.stream(LossType.values())
                .filter(LossType::multiLabel)
                .map(LossType::key)
                .toList();
        assertThat(multiLabel).isEqualTo(texts(file.get("multi_label_loss_types")));
        assertThat(file.get("methods").properties())
                .allSatisfy(
                        e -> assertThat(ClassWeightMethod.of(e.getKey()).kind().key())
                                .isEqualTo(e.getValue().textValue()));
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }
}
