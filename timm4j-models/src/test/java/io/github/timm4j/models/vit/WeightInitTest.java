package io.github.timm4j.models.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.timm4j.Timm;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.ImageModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Random weights have the mean, spread and bounds of those that timm 1.0.31 draws ({@code inits.json}). */
class WeightInitTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Arguments BASE = new Arguments(Map.of(
            "img_size", 32,
            "patch_size", 8,
            "embed_dim", 96,
            "depth", 2,
            "num_heads", 4,
            "mlp_ratio", 2,
            "num_classes", 50,
            "dynamic_img_size", false));

    @TestFactory
    Stream<DynamicTest> distributions() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("inits.json")) {
            return StreamSupport.stream(JSON.readTree(in).spliterator(), false)
                    .map(oracle -> DynamicTest.dynamicTest(oracle.get("args").toString(), () -> check(oracle)));
        }
    }

    private static void check(JsonNode oracle) {
        Map<String, Object> args = JSON.convertValue(
                oracle.get("args"), JSON.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
        ModelOptions options = ModelOptions.builder()
                .device(Device.cpu())
                .seed(7L)
                .arguments(BASE.with(new Arguments(args)))
                .build();
        try (ImageModel model = Timm.createModel("test_vit", options)) {
            oracle.get("stats").properties().forEach(field -> {
                float[] values = model.stateDict().get(field.getKey()).toFloatArray();
                int parts = field.getValue().size();
                for (int i = 0; i < parts; i++) {
                    int from = i * values.length / parts;
                    int to = (i + 1) * values.length / parts;
                    compare(
                            field.getKey(),
                            Arrays.copyOfRange(values, from, to),
                            field.getValue().get(i));
                }
            });
        }
    }

    /** Two samples of the same distribution differ by a few standard errors. */
    private static void compare(String key, float[] values, JsonNode expected) {
        double mean = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
        double spread = Math.sqrt(IntStream.range(0, values.length)
                .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
                .average()
                .orElseThrow());
        double expectedSpread = expected.get(1).asDouble();
        double largestExpected = expected.get(2).asDouble();
        double error = 6 * expectedSpread / Math.sqrt(values.length) + 1e-7 * largestExpected; // and rounding
        assertThat(mean).as("mean of " + key).isCloseTo(expected.get(0).asDouble(), within(error));
        assertThat(spread).as("spread of " + key).isCloseTo(expectedSpread, within(error));
        double largest = IntStream.range(0, values.length)
                .mapToDouble(i -> Math.abs(values[i]))
                .max()
                .orElseThrow();
        assertThat(largest).as("largest of " + key).isBetween(0.6 * largestExpected, 1.7 * largestExpected);
    }
}
