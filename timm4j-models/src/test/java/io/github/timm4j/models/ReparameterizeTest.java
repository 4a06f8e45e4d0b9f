package io.github.timm4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.Timm;
import io.github.timm4j.compile.CompileOptions;
import io.github.timm4j.compile.CompiledModel;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.fixtures.FixtureStream;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.BatchNorm2d;
import io.github.timm4j.nn.Conv2d;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Reparameterizable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models without what only training needs, against timm's {@code reparameterize_model}. */
class ReparameterizeTest {
    private static final String FIXTURE = "utils/reparameterize.json.gz";
    private static final int CHANNELS = 8;

    /** The fixture knows families that are still to come. */
    @TestFactory
    @Tag("oracle")
    Stream<DynamicTest> keysAndLogitsAreTimms() {
        if (!Fixtures.has(FIXTURE)) {
            return Stream.empty();
        }
        return Parity.tests(
                "reparameterize",
                StreamSupport.stream(Fixtures.json(FIXTURE).get("cases").spliterator(), false)
                        .filter(spec -> Timm.isModel(spec.get("id").asText()))
                        .map(spec -> new OracleCase(spec.get("id").asText(), true, () -> compare(spec))));
    }

    private static void compare(JsonNode spec) {
        ModelOptions options = ModelOptions.builder().device(Device.cpu()).build();
        try (ImageModel model = Timm.createModel(spec.get("id").asText(), options);
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            OracleWeights.fill(model, spec.get("gain").asDouble(), List.of());
            assertThat(model.reparameterize()).isSameAs(model);
            Map<String, List<Long>> shapes = new LinkedHashMap<>();
            for (JsonNode entry : spec.get("state_dict_after")) {
                List<Long> shape = new ArrayList<>();
                entry.get(1).forEach(size -> shape.add(size.asLong()));
                shapes.put(entry.get(0).asText(), shape);
            }
            assertThat(model.shapes().keySet()).containsExactlyElementsOf(shapes.keySet());
            model.shapes()
                    .forEach((key, shape) -> assertThat(shape)
                            .as(key)
                            .containsExactly(shapes.get(key).stream()
                                    .mapToLong(Long::longValue)
                                    .toArray()));
            assertThat(model.parameterCount())
                    .isEqualTo(spec.get("params_after").asLong());
            float[] logits =
                    model.forward(input(manager, spec.get("input").asText())).toFloatArray();
            JsonNode expected = spec.get("logits_after_first8");
            double tolerance = 1e-4 * spec.get("logit_std").asDouble();
            for (int i = 0; i < expected.size(); i++) {
                assertThat((double) logits[i])
                        .as("logit %d", i)
                        .isCloseTo(expected.get(i).asDouble(), within(tolerance));
            }
        }
    }

    /** From a description such as {@code stream('input') [1,3,64,64]}. */
    private static NDArray input(NDManager manager, String description) {
        String sizes = description.substring(description.indexOf('[') + 1, description.indexOf(']'));
        Shape shape =
                new Shape(Stream.of(sizes.split(",")).mapToLong(Long::parseLong).toArray());
        return manager.create(FixtureStream.floats("input", (int) shape.size(), 0, 1), shape);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void convolutionAndNormBecomeOne(boolean bias) {
        try (PassThrough model = new PassThrough(new ConvNorm(bias));
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            OracleWeights.fill(model, 1, List.of());
            NDArray x = manager.randomNormal(new Shape(2, 3, 10, 10));
            NDArray before = model.forward(x);
            model.reparameterize();
            assertThat(model.stateDict().keySet())
                    .containsExactly("body.c.weight", "body.c.bias", "fc.weight", "fc.bias");
            assertThat(model.forward(x).allClose(before, 1e-5, 1e-6, false)).isTrue();
            try (CompiledModel compiled = model.compile(CompileOptions.DEFAULTS.imageSize(ImageSize.square(10)))) {
                assertThat(compiled.predict(x).allClose(before, 1e-5, 1e-6, false))
                        .isTrue();
            }
            assertThat(model.reparameterize().stateDict()).hasSize(4);
        }
    }

    @Test
    void normThatDoesNotFitIsRefused() {
        Conv2d conv = new Conv2d(Conv2d.Spec.of(3, CHANNELS, 3));
        assertThatThrownBy(() -> conv.fused(new BatchNorm2d(CHANNELS + 1, BatchNorm2d.DEFAULTS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8 channels")
                .hasMessageContaining("9 channels");
        assertThatThrownBy(() -> conv.fused(new BatchNorm2d(CHANNELS, BatchNorm2d.DEFAULTS, Activation.RELU)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without activation");
    }

    /** A convolution and a norm that become one convolution. */
    private static final class ConvNorm extends Layer implements Reparameterizable {
        private Conv2d conv;
        private @Nullable BatchNorm2d norm;

        ConvNorm(boolean bias) {
            conv = child("c", new Conv2d(Conv2d.Spec.of(3, CHANNELS, 3).bias(bias)));
            norm = child("bn", new BatchNorm2d(CHANNELS, BatchNorm2d.DEFAULTS));
        }

        @Override
        protected NDArray forward(NDArray x) {
            return chain(x, conv, norm);
        }

        @Override
        public void reparameterize() {
            if (norm != null) {
                conv = conv.fused(Objects.requireNonNull(norm));
                norm = null;
                replaceChild("c", conv);
                replaceChild("bn", null);
            }
        }
    }
}
