package io.github.timm4j.models.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.timm4j.StateDictException;
import io.github.timm4j.Timm;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.fixtures.FixtureStream;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.weights.WeightTensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Checkpoints of every known layout become what timm 1.0.31 makes of them ({@code checkpoints.json}). */
class VisionTransformerCheckpointsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Arguments BASE = new Arguments(Map.of(
            "img_size", 8,
            "patch_size", 4,
            "embed_dim", 8,
            "depth", 1,
            "num_heads", 2,
            "mlp_ratio", 2,
            "num_classes", 5,
            "dynamic_img_size", false));

    @TestFactory
    Stream<DynamicTest> layouts() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("checkpoints.json")) {
            return StreamSupport.stream(JSON.readTree(in).spliterator(), false)
                    .map(oracle -> DynamicTest.dynamicTest(oracle.get("id").asText(), () -> check(oracle)));
        }
    }

    @Test
    void arraysOfAnotherDepthAreNamed() {
        try (ImageModel model = model(Map.of("depth", 2), Arguments.NONE)) {
            Map<String, WeightTensor> arrays = new HashMap<>();
            arrays.put("embedding/kernel", WeightTensor.of(new float[4 * 4 * 3 * 8], 4, 4, 3, 8));
            assertThatThrownBy(() -> model.fromForeignWeights(arrays))
                    .isInstanceOf(StateDictException.class)
                    .hasMessageContaining("embedding/bias");
        }
    }

    private static void check(JsonNode oracle) {
        Arguments overlay = new Arguments(values(oracle.get("overlay")));
        Map<String, Object> args = new HashMap<>(values(oracle.get("args")));
        if (!oracle.get("checkpoints").isNull()) {
            args.put("checkpoints", oracle.get("checkpoints").asText());
        }
        try (ImageModel model = model(args, overlay)) {
            Map<String, WeightTensor> tensors = tensors(oracle.get("tensors"));
            Map<String, WeightTensor> own =
                    oracle.get("npz").asBoolean() ? model.fromForeignWeights(tensors) : model.fromCheckpoint(tensors);
            JsonNode expected = oracle.get("expected");
            assertThat(own.keySet()).containsExactlyInAnyOrderElementsOf(() -> expected.fieldNames());
            expected.properties().forEach(field -> compare(field.getKey(), own.get(field.getKey()), field.getValue()));
        }
    }

    private static void compare(String key, WeightTensor found, JsonNode expected) {
        assertThat(found.shape()).as(key).isEqualTo(shape(expected.get(0)));
        float[] values = found.toFloats();
        double weighted = 0;
        for (int i = 0; i < values.length; i++) {
            if (i < 3) {
                assertThat((double) values[i])
                        .as(key + " " + i)
                        .isCloseTo(expected.get(1 + i).asDouble(), within(2e-6));
            }
            weighted += values[i] * (double) (i % 7 + 1);
        }
        double sum = expected.get(expected.size() - 1).asDouble();
        assertThat(weighted).as(key).isCloseTo(sum, within(2e-5 * Math.max(1, values.length / 10.0)));
    }

    private static ImageModel model(Map<String, Object> args, Arguments overlay) {
        return Timm.createModel(
                "test_vit",
                ModelOptions.builder()
                        .device(Device.cpu())
                        .overlay(overlay)
                        .arguments(BASE.with(new Arguments(args)))
                        .build());
    }

    private static Map<String, WeightTensor> tensors(JsonNode rows) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        for (JsonNode row : rows) {
            String key = row.get(0).asText();
            long[] shape = shape(row.get(1));
            int count = 1;
            for (long size : shape) {
                count *= (int) size;
            }
            tensors.put(key, WeightTensor.of(FixtureStream.floats(key, count, 0, 1), shape));
        }
        return tensors;
    }

    private static long[] shape(JsonNode sizes) {
        return StreamSupport.stream(sizes.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }

    private static Map<String, Object> values(JsonNode node) {
        return node.isNull()
                ? Map.of()
                : JSON.convertValue(
                        node, JSON.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
    }
}
