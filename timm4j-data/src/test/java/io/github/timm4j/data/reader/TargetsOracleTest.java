package io.github.timm4j.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.timm4j.data.dataset.MultiLabelTarget;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Labels against timm's target helpers. */
class TargetsOracleTest {
    private static final String FILE = "data/targets.json";

    @TestFactory
    @Tag("oracle")
    Stream<DynamicTest> timm() {
        if (!Fixtures.has(FILE)) {
            return Stream.of();
        }
        JsonNode file = Fixtures.json(FILE);
        JsonNode fields = file.path("get_field");
        JsonNode sample = fields.path("sample");
        return Parity.tests(
                "targets",
                Stream.of(
                                cases(file, "multi_label_target", (c, all) -> checkMultiLabel(c)),
                                cases(file, "remap", (c, all) -> checkRemap(c)),
                                cases(file, "parse_target_keys", (c, all) -> checkKeys(c)),
                                cases(fields, "rows_path_has_value", (c, all) -> checkField(sample, c)),
                                cases(file, "multi_field_target", (c, all) -> checkMultiField(sample, c)))
                        .flatMap(cases -> cases));
    }

    private static Stream<OracleCase> cases(JsonNode file, String section, BiConsumer<JsonNode, JsonNode> check) {
        JsonNode cases = file.path(section);
        return IntStream.range(0, cases.size())
                .mapToObj(i -> new OracleCase(section + "/" + i, true, () -> check.accept(cases.get(i), cases)));
    }

    private static void checkMultiLabel(JsonNode c) {
        boolean dense = c.get("dense").asBoolean();
        MultiLabelTarget transform = new MultiLabelTarget(c.get("num_classes").asInt(), dense);
        if (c.has("error")) {
            assertThatThrownBy(() -> transform.apply(target(c.get("target"), dense)))
                    .isInstanceOfAny(IllegalArgumentException.class, DatasetException.class);
        } else {
            assertThat(transform.apply(target(c.get("target"), dense)).values())
                    .containsExactly(floats(c.get("result")));
        }
    }

    private static Target target(JsonNode value, boolean dense) {
        return fields("x", dense).target(value, null, ClassMap.EMPTY);
    }

    private static TargetFields fields(String key, boolean dense) {
        return TargetFields.parse(key, dense ? TargetFormat.MULTIHOT : TargetFormat.INDICES);
    }

    private static void checkRemap(JsonNode c) {
        boolean dense = c.has("dense");
        JsonNode value = c.get(dense ? "dense" : "label");
        ClassMap names = names(c.path("source_names"));
        if (c.has("error")) {
            assertThatThrownBy(() -> fields("x", dense).target(value, map(c.get("map")), names))
                    .isInstanceOf(DatasetException.class);
            return;
        }
        Target mapped = fields("x", dense).target(value, map(c.get("map")), names);
        if (dense) {
            assertThat(mapped).isEqualTo(new Target.Dense(floats(c.get("result"))));
        } else {
            assertThat(Pictures.plain(mapped)).isEqualTo(Pictures.plain(c.get("result")));
        }
    }

    private static ClassMap map(JsonNode pairs) {
        Map<String, Integer> names = new LinkedHashMap<>();
        Map<Integer, Integer> numbers = new LinkedHashMap<>();
        for (JsonNode pair : pairs) {
            if (pair.get(0).isTextual()) {
                names.put(pair.get(0).asText(), pair.get(1).asInt());
            } else {
                numbers.put(pair.get(0).asInt(), pair.get(1).asInt());
            }
        }
        return ClassMap.of(names, numbers);
    }

    private static ClassMap names(JsonNode pairs) {
        Map<String, Integer> names = new LinkedHashMap<>();
        pairs.forEach(pair -> names.put(pair.get(1).asText(), pair.get(0).asInt()));
        return ClassMap.ofNames(names);
    }

    private static void checkKeys(JsonNode c) {
        String text = c.get(0).asText(null);
        if (c.get(1).isObject()) {
            assertThatThrownBy(() -> TargetFields.parseSeveral(text)).isInstanceOf(IllegalArgumentException.class);
        } else {
            List<String> expected = c.get(1).isNull()
                    ? null
                    : StreamSupport.stream(c.get(1).spliterator(), false)
                            .map(JsonNode::asText)
                            .toList();
            assertThat(TargetFields.parseSeveral(text)).isEqualTo(expected);
        }
    }

    private static void checkField(JsonNode sample, JsonNode c) {
        TargetFields fields = fields(c.get(0).asText(), false);
        assertThat(fields.missing(sample, false).isEmpty()).isEqualTo(c.get(1).asBoolean());
        if (c.get(2).has("error")) {
            assertThatThrownBy(() -> fields.value(sample)).isInstanceOf(DatasetException.class);
        } else {
            assertThat(fields.value(sample)).isEqualTo(c.get(2));
        }
    }

    private static void checkMultiField(JsonNode sample, JsonNode c) {
        String keys = String.join(
                ",",
                StreamSupport.stream(c.get(0).spliterator(), false)
                        .map(JsonNode::asText)
                        .toList());
        assertThat(fields(keys, false).value(sample)).isEqualTo(c.get(1));
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }

    @Test
    void severalFieldsDefineTheirOwnFormat() {
        assertThatThrownBy(() -> fields("a,b", true)).isInstanceOf(IllegalArgumentException.class);
        assertThat(fields("a,b", false).classes().names()).isEqualTo(Map.of("a", 0, "b", 1));
        assertThat(TargetFormat.of("multihot")).isEqualTo(TargetFormat.MULTIHOT);
        assertThatThrownBy(() -> TargetFormat.of("dense")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void booleansAndNullsAreLabels() {
        ObjectNode row =
                Json.MAPPER.createObjectNode().put("on", true).put("off", false).putNull("none");
        assertThat(fields("on,off", false).value(row)).hasToString("[0]");
        assertThat(target(row.get("on"), false)).isEqualTo(new Target.Index(1));
        assertThat(target(row.get("none"), false)).isEqualTo(Target.NONE);
    }

    @Test
    void oneOfSeveralFieldsIsANumber() {
        ObjectNode row =
                Json.MAPPER.createObjectNode().put("a", 1).put("word", "1").putNull("none");
        for (String keys : List.of("a,word", "a,none")) {
            assertThatThrownBy(() -> fields(keys, false).value(row))
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContaining("a number or a truth value");
        }
    }

    @Test
    void truthValuesCountAmongNumbersOnly() {
        ArrayNode mixed = Json.MAPPER.createArrayNode().add(2).add(true);
        assertThat(target(mixed, false)).isEqualTo(new Target.Indices(List.of(2, 1)));
        ArrayNode truths = Json.MAPPER.createArrayNode().add(true);
        assertThatThrownBy(() -> target(truths, false)).hasMessageContaining("found true");
        assertThat(TargetFields.parseSeveral("a,\u00a0b")).containsExactly("a", "b");
    }

    @Test
    void textNeedsAClassMap() {
        JsonNode words = Json.MAPPER.createArrayNode().add("b").add("a");
        TargetFields fields = fields("x", false);
        assertThatThrownBy(() -> fields.target(words, null, ClassMap.EMPTY)).hasMessageContaining("class map");
        assertThat(fields.target(words, ClassMap.ofList(List.of("a", "b")), ClassMap.EMPTY))
                .isEqualTo(new Target.Indices(List.of(1, 0)));
    }

    @Test
    void aDescriptionOfColumnsHidesItemsUnderFeature() throws Exception {
        JsonNode features = Json.MAPPER.readTree("""
                {"objects": {"_type": "Sequence", "feature": {"kind": {"_type": "ClassLabel", "names": ["x", "y"]}}},
                 "tags": [{"_type": "ClassLabel", "names": ["p"]}], "label": {"_type": "Value"}}
                """);
        assertThat(HfFeatures.classes(features, "objects/kind").names()).isEqualTo(Map.of("x", 0, "y", 1));
        assertThat(HfFeatures.classes(features, "tags").names()).isEqualTo(Map.of("p", 0));
        assertThat(HfFeatures.classes(features, "label").isEmpty()).isTrue();
        assertThat(HfFeatures.classes(features, "nope").isEmpty()).isTrue();
    }
}
