package io.github.timm4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import io.github.timm4j.optim.ParameterGroups.Grouping;
import io.github.timm4j.optim.ParameterGroups.LayerDecay;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Parameter groups of five models under several settings, against timm. */
@Tag("oracle")
class GroupsOracleTest {
    private static final String FILE = "optim/param_groups.json.gz";
    private static final List<String> HEADS = List.of("*head*", "fc.*", "classifier.*");

    private static final Pattern LAYERED =
            Pattern.compile("ld([\\d.]+)(?:_min([\\d.]+))?(?:_noopt([\\d.]+))?(_with1d)?");

    @TestFactory
    Stream<DynamicTest> groupsAreTimms() {
        if (!Fixtures.has(FILE)) {
            return Stream.empty();
        }
        Stream<JsonNode> cases =
                StreamSupport.stream(Fixtures.json(FILE).get("cases").spliterator(), false);
        return Parity.tests(
                "optim-groups", cases.map(c -> new OracleCase(c.get("id").asText(), true, () -> check(c))));
    }

    private static void check(JsonNode oracle) {
        String variant = oracle.get("variant").asText();
        ParameterSource source = source(ModelFixture.read(oracle.get("arch").asText()), variant);
        List<ParameterGroup> groups = ParameterGroups.of(source, grouping(variant));
        assertThat(groups).hasSize(oracle.get("groups").size());
        for (int i = 0; i < groups.size(); i++) {
            compare(groups.get(i), oracle.get("groups").get(i));
        }
        List<String> frozen = source.parameters().entrySet().stream()
                .filter(entry -> !entry.getValue().requiresGradient())
                .map(Map.Entry::getKey)
                .toList();
        assertThat(frozen).containsExactlyInAnyOrderElementsOf(texts(oracle.get("frozen")));
    }

    private static Grouping grouping(String variant) {
        if (variant.startsWith("wd")) {
            boolean fallback = variant.equals("wd_fallback");
            return new Grouping(0.05, true, fallback ? HEADS : List.of(), fallback, null);
        }
        Matcher matcher = LAYERED.matcher(variant);
        assertThat(matcher.matches()).as(variant).isTrue();
        double min = matcher.group(2) == null ? 0 : Double.parseDouble(matcher.group(2));
        Double limit = matcher.group(3) == null ? null : Double.valueOf(matcher.group(3));
        LayerDecay layerDecay = new LayerDecay(Double.parseDouble(matcher.group(1)), min, limit);
        return new Grouping(0.05, matcher.group(4) == null, List.of(), false, layerDecay);
    }

    private static ParameterSource source(JsonNode model, String variant) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        Map<String, Integer> layers = new LinkedHashMap<>();
        List<String> names = ModelFixture.names(model);
        Map<String, Shape> shapes = ModelFixture.shapes(model);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            parameters.put(
                    name,
                    Parameter.builder()
                            .setName(name)
                            .setType(Parameter.Type.OTHER)
                            .optShape(shapes.get(name))
                            .build());
            layers.put(name, model.get("layer_groups").get(i).asInt());
        }
        List<String> noDecay = variant.endsWith("with1d") ? List.of() : texts(model.path("no_weight_decay"));
        return new ParameterSource(parameters, noDecay, layers);
    }

    private static void compare(ParameterGroup group, JsonNode oracle) {
        assertThat(List.copyOf(group.parameters().keySet())).isEqualTo(texts(oracle.get("params")));
        assertThat((double) group.settings().get("weight_decay"))
                .isCloseTo(oracle.get("weight_decay").asDouble(), within(1e-12));
        assertThat(group.settings().has("lr_scale")).isEqualTo(oracle.hasNonNull("lr_scale"));
        if (oracle.hasNonNull("lr_scale")) {
            assertThat((double) group.settings().get("lr_scale"))
                    .isCloseTo(oracle.get("lr_scale").asDouble(), within(1e-12));
        }
        assertThat(group.settings().get("use_fallback") == Boolean.TRUE)
                .isEqualTo(oracle.path("use_fallback").asBoolean());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
