package io.github.timm4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.Timm;
import io.github.timm4j.fixtures.FixtureStream;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import io.github.timm4j.internal.Engines;
import io.github.timm4j.nn.BatchNorm2d;
import io.github.timm4j.nn.ImageModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@Tag("oracle")
class FreezingTest {
    private static final String FREEZE = "utils/freeze.json";
    private static final String SPLIT = "utils/split_bn.json.gz";

    @TestFactory
    Stream<DynamicTest> frozenParametersAndBatchNormsAreThoseOfTimm() {
        if (!Fixtures.has(FREEZE)) {
            return Stream.empty();
        }
        return Parity.tests(
                "freeze",
                StreamSupport.stream(Fixtures.json(FREEZE).get("cases").spliterator(), false)
                        .map(each -> new OracleCase(each.get("id").asText(), true, () -> freezes(each))));
    }

    private static void freezes(JsonNode each) {
        try (ImageModel model = Timm.createModel(each.get("arch").asText())) {
            boolean statistics = each.get("include_bn_running_stats").asBoolean();
            List<String> paths = strings(each.get("submodules"));
            Freezing.freeze(model, paths, statistics);
            Map<String, BatchNorm2d> norms = norms(model);
            List<String> frozen = new ArrayList<>();
            model.namedParameters().forEach((key, parameter) -> {
                // timm turns the parameters of a frozen batch norm into buffers, which it does not list
                BatchNorm2d norm = norms.get(key.substring(0, Math.max(0, key.lastIndexOf('.'))));
                if (!parameter.requiresGradient() && (norm == null || !norm.isFrozen())) {
                    frozen.add(key);
                }
            });
            assertThat(frozen).containsExactlyElementsOf(strings(each.get("frozen_params")));
            each.get("bn_types")
                    .properties()
                    .forEach(type -> assertThat(norms.get(type.getKey()).isFrozen())
                            .as(type.getKey())
                            .isEqualTo(type.getValue().asText().startsWith("Frozen")));
            Freezing.unfreeze(model, paths, statistics);
            assertThat(model.namedParameters().values()).allMatch(Parameter::requiresGradient);
            assertThat(norms(model).values()).noneMatch(BatchNorm2d::isFrozen);
        }
    }

    private static Map<String, BatchNorm2d> norms(ImageModel model) {
        Map<String, BatchNorm2d> norms = new LinkedHashMap<>();
        model.layers().forEach((path, layer) -> {
            if (layer instanceof BatchNorm2d norm) {
                norms.put(path, norm);
            }
        });
        return norms;
    }

    private static List<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> splitBatchNormsAreThoseOfTimm() {
        if (!Fixtures.has(SPLIT)) {
            return Stream.empty();
        }
        JsonNode fixture = Fixtures.json(SPLIT);
        Stream<OracleCase> keys = fixture.get("keys").properties().stream()
                .map(each ->
                        new OracleCase("keys/" + each.getKey(), true, () -> splits(each.getKey(), each.getValue())));
        return Parity.tests(
                "split_bn",
                Stream.concat(
                        keys, Stream.of(new OracleCase("numeric", true, () -> splitValues(fixture.get("numeric"))))));
    }

    private static void splits(String id, JsonNode expected) {
        int at = id.indexOf("_splits");
        try (ImageModel model = Timm.createModel(id.substring(0, at))) {
            norms(model).values().forEach(norm -> norm.split(Integer.parseInt(id.substring(at + 7))));
            List<String> found = model.shapes().keySet().stream()
                    .filter(key -> key.contains(".aux_bn."))
                    .toList();
            if (expected.has("aux_key_count")) {
                assertThat(found).hasSize(expected.get("aux_key_count").asInt());
                assertThat(found).startsWith(strings(expected.get("first")).toArray(new String[0]));
                return;
            }
            List<String> wanted = new ArrayList<>();
            for (JsonNode row : expected) {
                String key = row.get(0).asText();
                assertThat(model.shapes()).containsKey(key);
                assertThat(model.shapes().get(key)).as(key).containsExactly(longs(row.get(1)));
                if (key.contains(".aux_bn.")) {
                    wanted.add(key);
                }
            }
            assertThat(found).containsExactlyElementsOf(wanted);
        }
    }

    private static long[] longs(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }

    private static void splitValues(JsonNode expected) {
        BatchNorm2d norm = new BatchNorm2d(3, BatchNorm2d.DEFAULTS);
        norm.split(2);
        try (NDManager manager = NDManager.newBaseManager()) {
            norm.initialize(manager, DataType.FLOAT32, new Shape(4, 3, 2, 2));
            for (var entry : norm.getParameters()) {
                if (!entry.getKey().contains("num_batches")) {
                    boolean one =
                            entry.getKey().endsWith("weight") || entry.getKey().endsWith("var");
                    float[] values = FixtureStream.floats("splitbn." + entry.getKey(), 3, one ? 1 : 0, 0.2);
                    try (NDArray array = manager.create(values)) {
                        Engines.recording(false);
                        array.copyTo(entry.getValue().getArray());
                        Engines.recording(true);
                    }
                }
            }
            NDArray x = manager.create(FixtureStream.floats("splitbn.x", 48, 0, 1), new Shape(4, 3, 2, 2));
            ParameterStore store = new ParameterStore(manager, false);
            assertThat(norm.forward(store, new NDList(x), true).head().toFloatArray())
                    .containsExactly(floats(expected.get("train_out")), within(1e-5f));
            expected.get("state_after_train").properties().forEach(entry -> {
                if (!entry.getKey().contains("num_batches")) {
                    assertThat(norm.getParameters()
                                    .get(entry.getKey())
                                    .getArray()
                                    .toFloatArray())
                            .as(entry.getKey())
                            .containsExactly(floats(entry.getValue()), within(1e-5f));
                }
            });
            assertThat(norm.forward(store, new NDList(x), false).head().toFloatArray())
                    .containsExactly(floats(expected.get("eval_out")), within(1e-5f));
        }
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }

    @Test
    void aPathThatIsNotThereIsRefusedWithTheNearest() {
        try (ImageModel model = Timm.createModel("test_resnet")) {
            assertThatThrownBy(() -> Freezing.freeze(model, List.of("layr1"), true))
                    .hasMessageContaining("layr1")
                    .hasMessageContaining("layer1");
        }
    }

    @Test
    void aLinearProbeTrainsTheClassifierOnly() {
        try (ImageModel model = Timm.createModel("test_resnet")) {
            Freezing.linearProbe(model);
            assertThat(model.namedParameters().entrySet().stream()
                            .filter(entry -> entry.getValue().requiresGradient())
                            .map(Map.Entry::getKey))
                    .containsExactly("fc.weight", "fc.bias");
        }
    }
}
