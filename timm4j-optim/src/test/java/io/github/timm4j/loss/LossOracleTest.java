package io.github.timm4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Values and gradients against timm's losses; every case is cheap, so all run by default. */
@Tag("oracle")
class LossOracleTest {
    private static final String FILE = "loss/loss.json.gz";

    @TestFactory
    Stream<DynamicTest> losses() {
        return Fixtures.has(FILE)
                ? Parity.tests(
                        "loss",
                        StreamSupport.stream(Fixtures.json(FILE).get("cases").spliterator(), false)
                                .map(c -> new OracleCase(c.get("id").textValue(), true, () -> compare(c))))
                : Stream.empty();
    }

    private static void compare(JsonNode c) {
        if (c.has("error")) {
            assertThatThrownBy(() -> evaluate(c)).isInstanceOf(IllegalArgumentException.class);
        } else {
            evaluate(c);
        }
    }

    private static void evaluate(JsonNode c) {
        ClassificationLoss loss = LossCases.create(c.get("args"));
        Shape shape = new Shape(
                c.get("shape").get(0).longValue(), c.get("shape").get(1).longValue());
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits =
                    c.has("logits") ? manager.create(WeightText.numbers(c.get("logits")), shape) : manager.zeros(shape);
            logits.setRequiresGradient(true);
            NDArray target = target(manager, c, shape);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray value = loss.evaluate(new NDList(target), new NDList(logits));
                check(c, value);
                collector.backward(c.has("cotangent") ? pulledBack(c, value) : value);
            }
            checkGradient(c, logits.getGradient());
        }
    }

    private static NDArray target(NDManager manager, JsonNode c, Shape shape) {
        JsonNode target = c.path("target");
        if (target.isMissingNode()) {
            return manager.zeros(new Shape(shape.get(0)));
        }
        float[] values = WeightText.numbers(target);
        return c.get("target_kind").textValue().equals("index")
                ? manager.create(StreamSupport.stream(target.spliterator(), false)
                        .mapToLong(JsonNode::longValue)
                        .toArray())
                : manager.create(values, shape);
    }

    private static NDArray pulledBack(JsonNode c, NDArray value) {
        NDArray cotangent = value.getManager().create(WeightText.numbers(c.get("cotangent")), value.getShape());
        return value.mul(cotangent).sum();
    }

    private static void check(JsonNode c, NDArray value) {
        float[] expected = WeightText.numbers(c.get("loss"));
        Shape shape = new Shape(StreamSupport.stream(c.path("loss_shape").spliterator(), false)
                .mapToLong(JsonNode::longValue)
                .toArray());
        assertThat(value.getShape()).isEqualTo(shape);
        float[] actual = value.toFloatArray();
        double largest = largest(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).as("loss %d", i).isCloseTo(expected[i], within(2e-6 * largest));
        }
    }

    private static void checkGradient(JsonNode c, NDArray gradient) {
        float[] expected = WeightText.numbers(c.get("grad"));
        float[] actual = gradient.toFloatArray();
        assertThat(actual).hasSameSizeAs(expected);
        double tolerance = 1e-6 * largest(expected) + 1e-7;
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).as("gradient %d", i).isCloseTo(expected[i], within(tolerance));
        }
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
