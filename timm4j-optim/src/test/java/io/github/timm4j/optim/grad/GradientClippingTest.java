package io.github.timm4j.optim.grad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.fixtures.FixtureStream;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@Tag("oracle")
class GradientClippingTest {
    private static final String FILE = "utils/clip_grad.json.gz";
    private static final double TOLERANCE = 1e-6;

    @TestFactory
    Stream<DynamicTest> clippedGradients() {
        if (!Fixtures.has(FILE)) {
            return Stream.empty();
        }
        JsonNode file = Fixtures.json(FILE);
        return Parity.tests(
                "clip-grad",
                StreamSupport.stream(file.get("cases").spliterator(), false)
                        .map(c -> new OracleCase(c.get("id").textValue(), true, () -> compare(c, file.get("shapes")))));
    }

    @TestFactory
    Stream<DynamicTest> normsOfUnits() {
        if (!Fixtures.has(FILE)) {
            return Stream.empty();
        }
        JsonNode file = Fixtures.json(FILE);
        return Parity.tests(
                "clip-grad",
                file.get("unitwise_norm_of_params").properties().stream()
                        .map(e -> new OracleCase(
                                "unitwise_norm/" + e.getKey(), true, () -> compareNorms(e, file.get("shapes")))));
    }

    private static void compareNorms(Map.Entry<String, JsonNode> e, JsonNode shapes) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Shape shape = shape(shapes.get(e.getKey()));
            NDArray x = stream(manager, "param." + e.getKey(), 0.5, shape);
            assertClose(GradientClipping.unitwiseNorm(x, 2), e.getValue(), e.getKey());
        }
    }

    private static void compare(JsonNode c, JsonNode shapes) {
        JsonNode args = c.get("args");
        try (NDManager manager = NDManager.newBaseManager()) {
            List<NamedGradient> gradients =
                    gradients(manager, shapes, c.path("special").asText(""));
            double norm = args.path("norm_type").isTextual()
                    ? Double.POSITIVE_INFINITY
                    : args.path("norm_type").asDouble(2);
            if (c.has("error")) {
                assertThatThrownBy(() -> ClipMode.of(args.get("mode").textValue()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(args.get("mode").textValue());
                return;
            }
            ClipMode mode = ClipMode.of(args.get("mode").textValue());
            GradientClipping.dispatchClipGrad(gradients, args.get("value").doubleValue(), mode, norm);
            for (NamedGradient gradient : gradients) {
                JsonNode expected = c.get("grads").path(gradient.name());
                if (gradient.gradient() == null) {
                    assertThat(expected.isNull() || expected.isMissingNode()).isTrue();
                } else {
                    assertClose(gradient.gradient(), expected, gradient.name());
                }
            }
        }
    }

    private static List<NamedGradient> gradients(NDManager manager, JsonNode shapes, String special) {
        List<NamedGradient> gradients = new ArrayList<>();
        for (Map.Entry<String, JsonNode> e : shapes.properties()) {
            String name = e.getKey();
            Shape shape = shape(e.getValue());
            NDArray parameter = stream(manager, "param." + name, special.equals(name) ? 0 : 0.5, shape);
            NDArray gradient = stream(manager, "clip.grad." + name, special.equals("grad:" + name) ? 0 : 2, shape);
            gradients.add(new NamedGradient(name, parameter, special.equals("none:" + name) ? null : gradient));
        }
        return gradients;
    }

    private static NDArray stream(NDManager manager, String name, double factor, Shape shape) {
        return manager.create(FixtureStream.floats(name, (int) shape.size(), 0, factor), shape);
    }

    private static Shape shape(JsonNode dims) {
        return new Shape(StreamSupport.stream(dims.spliterator(), false)
                .mapToLong(JsonNode::longValue)
                .toArray());
    }

    private static void assertClose(NDArray actual, JsonNode expected, String name) {
        float[] values = actual.toFloatArray();
        assertThat(values).hasSize(expected.size());
        for (int i = 0; i < values.length; i++) {
            double value = expected.get(i).doubleValue();
            assertThat((double) values[i])
                    .as("%s[%d]", name, i)
                    .isCloseTo(value, within(TOLERANCE * Math.max(1e-3, Math.abs(value))));
        }
    }

    @Test
    void theGradientsOfABackwardPassAreChangedThemselves() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray weight = manager.create(new float[] {3, 4});
            weight.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                collector.backward(weight.mul(weight).sum());
            }
            GradientClipping.clipGradNorm(List.of(new NamedGradient("weight", weight, weight.getGradient())), 5, 2);
            assertThat(weight.getGradient().toFloatArray()).containsExactly(new float[] {3, 4}, within(1e-5f));
        }
    }

    @Test
    void infinityIsClippedToTheLimit() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray gradient = manager.create(new float[] {Float.POSITIVE_INFINITY, -3, 0.5f});
            GradientClipping.clipGradValue(List.of(new NamedGradient("x", gradient.zerosLike(), gradient)), 2);
            assertThat(gradient.toFloatArray()).containsExactly(2, -2, 0.5f);
        }
    }

    @Test
    void nothingToClipIsNoError() {
        try (NDManager manager = NDManager.newBaseManager()) {
            List<NamedGradient> none = List.of(new NamedGradient("x", manager.zeros(new Shape(2)), null));
            for (ClipMode mode : ClipMode.values()) {
                GradientClipping.dispatchClipGrad(none, 1, mode, 2);
            }
            assertThat(none.get(0).parameter().toFloatArray()).containsExactly(0, 0);
        }
    }

    @Test
    void aGradientOfAnotherShapeIsRefused() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray two = manager.zeros(new Shape(2));
            NDArray three = manager.zeros(new Shape(3));
            assertThatThrownBy(() -> new NamedGradient("fc.bias", two, three))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("fc.bias")
                    .hasMessageContaining("(3)");
        }
    }

    @Test
    void zeroDimensionalParametersAreUnits() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray gradient = manager.create(-10f);
            GradientClipping.adaptiveClipGrad(
                    List.of(new NamedGradient("scale", manager.create(2f), gradient)), 0.1, 1e-3, 2);
            assertThat(gradient.getFloat()).isCloseTo(-0.2f, within(1e-6f));
        }
    }

    @Test
    void limitsAndOrdersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> GradientClipping.clipGradValue(List.of(), -1)).hasMessageContaining("-1.0");
        assertThatThrownBy(() -> GradientClipping.clipGradNorm(List.of(), Double.NaN, 2))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> GradientClipping.adaptiveClipGrad(List.of(), 0.01, 1e-3, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("above 0, got 0.0");
    }
}
