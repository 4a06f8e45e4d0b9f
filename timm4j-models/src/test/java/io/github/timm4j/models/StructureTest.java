package io.github.timm4j.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import io.github.timm4j.nn.FeatureInfo;
import io.github.timm4j.nn.GroupMatcher;
import io.github.timm4j.nn.ImageModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every registered architecture has timm's keys, shapes, order and facts; nothing is allocated. */
@Tag("oracle")
class StructureTest {
    @TestFactory
    Stream<DynamicTest> structure() {
        return Parity.tests(
                "structure", Catalogue.entries().map(entry -> new OracleCase(entry.name(), true, () -> check(entry))));
    }

    private static void check(Catalogue.Entry entry) {
        ImageModel model = entry.architecture().build(entry.options().build());
        JsonNode spec = entry.spec();
        assertThat(keys(model)).isEqualTo(expectedKeys(spec));
        assertThat(model.parameterCount()).isEqualTo(spec.get("num_params").asLong());
        assertThat(model.numClasses()).isEqualTo(spec.get("num_classes").asInt());
        assertThat(model.numFeatures()).isEqualTo(spec.get("num_features").asInt());
        assertThat(model.headHiddenSize())
                .isEqualTo(spec.get("head_hidden_size").asInt());
        if (spec.hasNonNull("classifier") && model.numClasses() > 0) {
            assertThat(model.classifierName()).isEqualTo(spec.get("classifier").asText());
            assertThat(model.classifier()).isPresent();
        }
        assertThat(levels(model.featureInfo())).isEqualTo(levels(spec.get("feature_info_full")));
        checkDecay(model, spec);
        checkGroups(model, spec);
        checkFeatures(entry, spec);
        assertThat(model.getParameters().values()).noneMatch(Parameter::isInitialized);
    }

    private static void checkDecay(ImageModel model, JsonNode spec) {
        if (spec.has("no_weight_decay")) {
            List<String> expected = new ArrayList<>();
            spec.get("no_weight_decay").forEach(name -> expected.add(name.asText()));
            assertThat(model.noWeightDecay().stream().sorted()).isEqualTo(expected);
        }
    }

    private static void checkGroups(ImageModel model, JsonNode spec) {
        Optional<GroupMatcher> matcher = model.groupMatcher(false);
        if (spec.has("layer_groups_error")) {
            assertThat(matcher).isEmpty();
            return;
        }
        List<Integer> expected = new ArrayList<>();
        spec.get("layer_groups").forEach(group -> expected.add(group.asInt()));
        Map<String, Integer> layers =
                matcher.orElseThrow().layers(model.namedParameters().keySet());
        assertThat(List.copyOf(layers.values())).isEqualTo(expected);
    }

    private static void checkFeatures(Catalogue.Entry entry, JsonNode spec) {
        if (!spec.path("features_only").asBoolean()) {
            return;
        }
        List<Integer> indices = new ArrayList<>();
        spec.get("features_only_default_indices").forEach(index -> indices.add(index.asInt()));
        ModelOptions options = entry.options().build();
        ImageModel model = entry.architecture().build(options).featuresOnly(indices);
        assertThat(levels(model.featureInfo())).isEqualTo(levels(spec.get("feature_info")));
        assertThat(model.parameterCount())
                .as("parameters of the feature extractor")
                .isEqualTo(spec.get("features_num_params").asLong());
        assertThat(model.getParameters().size())
                .as("entries of the feature extractor")
                .isEqualTo(spec.get("features_state_dict_len").asInt());
    }

    private static List<String> keys(ImageModel model) {
        List<String> counters = model.bufferNames().stream()
                .filter(name -> name.endsWith("num_batches_tracked"))
                .toList();
        List<String> keys = new ArrayList<>();
        for (Pair<String, Parameter> entry : model.getParameters()) {
            String shape = Arrays.toString(entry.getValue().getShape().getShape());
            keys.add(entry.getKey() + " " + shape + (counters.contains(entry.getKey()) ? " int64" : ""));
        }
        return keys;
    }

    private static List<String> expectedKeys(JsonNode spec) {
        List<String> keys = new ArrayList<>();
        for (JsonNode entry : spec.get("state_dict")) {
            List<Long> shape = new ArrayList<>();
            entry.get(1).forEach(size -> shape.add(size.asLong()));
            keys.add(entry.get(0).asText() + " " + shape
                    + (entry.has(2) ? " " + entry.get(2).asText() : ""));
        }
        return keys;
    }

    private static List<String> levels(FeatureInfo info) {
        return info.levels().stream()
                .map(level -> level.module() + " " + level.channels() + " " + level.reduction())
                .toList();
    }

    private static List<String> levels(JsonNode info) {
        List<String> levels = new ArrayList<>();
        info.forEach(level ->
                levels.add(level.get("module").asText() + " " + level.get("num_chs") + " " + level.get("reduction")));
        return levels;
    }
}
