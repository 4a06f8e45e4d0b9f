package io.github.timm4j.models.vit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.timm4j.Timm;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.fixtures.FixtureStream;
import io.github.timm4j.models.OracleWeights;
import io.github.timm4j.nn.AttentionMask;
import io.github.timm4j.nn.FeatureRequest;
import io.github.timm4j.nn.FeatureRequest.Format;
import io.github.timm4j.nn.Intermediates;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every argument and entry point gives the numbers that timm 1.0.31 gives with the same weights ({@code cases.json}). */
class VisionTransformerOracleTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double TOLERANCE = 2e-5;
    private static final Arguments BASE = new Arguments(Map.of(
            "img_size", 32,
            "patch_size", 8,
            "embed_dim", 32,
            "depth", 3,
            "num_heads", 4,
            "mlp_ratio", 2,
            "num_classes", 5,
            "dynamic_img_size", false));

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("cases.json")) {
            return StreamSupport.stream(JSON.readTree(in).spliterator(), false)
                    .map(oracle -> DynamicTest.dynamicTest(oracle.get("id").asText(), () -> check(oracle)));
        }
    }

    private static void check(JsonNode oracle) {
        try (VisionTransformer model = model(oracle.get("args"));
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            OracleWeights.fill(model, 3, List.of());
            oracle.get("before").forEach(step -> change(model, step));
            NDArray x = stream(manager, "input", shape(oracle.get("input")));
            JsonNode expected = oracle.get("expected");
            expected.properties().forEach(field -> {
                switch (field.getKey()) {
                    case "tokens" ->
                        assertThat(model.forwardFeatures(x).getShape().get(1))
                                .isEqualTo(field.getValue().asLong());
                    case "keys" ->
                        assertThat(model.stateDict().keySet())
                                .containsExactlyElementsOf(
                                        StreamSupport.stream(field.getValue().spliterator(), false)
                                                .map(JsonNode::asText)
                                                .toList());
                    case "intermediates" -> field.getValue().forEach(asked -> checkIntermediates(model, x, asked));
                    default -> compare(field.getKey(), answer(field.getKey(), model, x, expected), field.getValue());
                }
            });
        }
    }

    private static VisionTransformer model(JsonNode args) {
        Map<String, Object> values =
                JSON.convertValue(args, JSON.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
        ModelOptions options = ModelOptions.builder()
                .device(Device.cpu())
                .arguments(BASE.with(new Arguments(values)))
                .build();
        return (VisionTransformer) Timm.createModel("test_vit", options);
    }

    private static void change(VisionTransformer model, JsonNode step) {
        switch (step.get(0).asText()) {
            case "set_input_size" ->
                model.setInputSize(
                        step.get(1).isNull()
                                ? null
                                : new ImageSize(
                                        step.get(1).get(0).asInt(),
                                        step.get(1).get(1).asInt()),
                        step.get(2).isNull() ? null : step.get(2).asInt());
            case "reset" -> {
                model.resetClassifier(
                        step.get(1).asInt(),
                        step.get(2).isNull() ? null : step.get(2).asText());
                OracleWeights.fill(model, 3, List.of());
            }
            case "prune" ->
                model.pruneIntermediateLayers(
                        integers(step.get(1)),
                        step.get(2).asBoolean(),
                        step.get(3).asBoolean());
            default -> throw new IllegalArgumentException(step.toString());
        }
    }

    private static NDArray answer(String question, VisionTransformer model, NDArray x, JsonNode expected) {
        return switch (question) {
            case "logits" -> model.forward(x);
            case "features" -> model.forwardFeatures(x);
            case "pre_logits" -> model.forwardHead(model.forwardFeatures(x), true);
            case "causal" -> model.forward(x, AttentionMask.CAUSAL);
            case "bias" -> model.forward(x, AttentionMask.of(mask(x, model).mul(3)));
            case "bool" -> {
                NDArray mask = mask(x, model);
                NDArray own = x.getManager().eye((int) mask.getShape().get(0)).gt(0);
                yield model.forward(x, AttentionMask.of(mask.gt(-0.5f).logicalOr(own)));
            }
            case "input_gradient" -> {
                model.freeze(key -> true, true);
                x.setRequiresGradient(true);
                backward(model, x, false);
                yield x.getGradient();
            }
            case "weight_gradient" -> {
                model.freeze(key -> true, false);
                x.setRequiresGradient(false);
                backward(model, x, true);
                yield model.stateDict().get("patch_embed.proj.weight").getGradient();
            }
            default -> throw new IllegalArgumentException(question);
        };
    }

    /** Of the logits weighed by 1, 2, 3, … */
    private static void backward(VisionTransformer model, NDArray x, boolean training) {
        NDArray weights = x.getManager().arange(1f, model.numClasses() + 1);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(model.forward(x, training).mul(weights).sum());
        }
    }

    private static NDArray mask(NDArray x, VisionTransformer model) {
        long tokens = model.forwardFeatures(x).getShape().get(1);
        return stream(x.getManager(), "mask", new Shape(tokens, tokens));
    }

    private static void checkIntermediates(VisionTransformer model, NDArray x, JsonNode asked) {
        Intermediates found = model.forwardIntermediates(
                x, request(asked.get("request"), model.blocks().size()));
        compareAll("levels", found.levels(), asked.get("levels"));
        if (asked.has("prefix")) {
            compareAll("prefix", found.prefixTokens(), asked.get("prefix"));
        }
        if (asked.has("output")) {
            compare("output", found.output(), asked.get("output"));
        } else {
            assertThat(found.output()).isNull();
        }
    }

    private static FeatureRequest request(JsonNode asked, int depth) {
        FeatureRequest request =
                FeatureRequest.all().as(Format.valueOf(asked.path("output_fmt").asText("NCHW")));
        JsonNode indices = asked.path("indices");
        if (indices.isInt()) {
            request = request.at(
                    IntStream.range(depth - indices.asInt(), depth).boxed().toList());
        } else if (indices.isArray()) {
            request = request.at(integers(indices));
        }
        request = asked.path("norm").asBoolean() ? request.normed() : request;
        request = asked.path("stop_early").asBoolean() ? request.stoppedEarly() : request;
        request = asked.path("intermediates_only").asBoolean() ? request.only() : request;
        return asked.path("return_prefix_tokens").asBoolean() ? request.withPrefixTokens() : request;
    }

    private static void compareAll(String what, NDList found, JsonNode expected) {
        assertThat(found).as(what).hasSize(expected.size());
        for (int i = 0; i < found.size(); i++) {
            compare(what + " " + i, found.get(i), expected.get(i));
        }
    }

    private static void compare(String what, NDArray found, JsonNode expected) {
        assertThat(found.getShape()).as("shape of %s", what).isEqualTo(shape(expected.get("shape")));
        double bound = TOLERANCE * expected.get("std").asDouble();
        float[] values = found.toFloatArray();
        JsonNode first = expected.get("first");
        for (int i = 0; i < first.size(); i++) {
            assertThat(Math.abs(values[i] - first.get(i).asDouble()))
                    .as("%s, value %d", what, i)
                    .isLessThanOrEqualTo(bound);
        }
        double mean = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
        double square = IntStream.range(0, values.length)
                .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
                .average()
                .orElseThrow();
        assertThat(Math.abs(mean - expected.get("mean").asDouble()))
                .as("mean of %s", what)
                .isLessThanOrEqualTo(bound);
        assertThat(Math.abs(Math.sqrt(square) - expected.get("std").asDouble()))
                .as("standard deviation of %s", what)
                .isLessThanOrEqualTo(bound);
    }

    private static NDArray stream(NDManager manager, String name, Shape shape) {
        return manager.create(FixtureStream.floats(name, (int) shape.size(), 0, 1), shape);
    }

    private static Shape shape(JsonNode sizes) {
        return new Shape(integers(sizes).stream().mapToLong(Integer::longValue).toArray());
    }

    private static List<Integer> integers(JsonNode numbers) {
        List<Integer> integers = new ArrayList<>();
        numbers.forEach(number -> integers.add(number.asInt()));
        return integers;
    }
}
