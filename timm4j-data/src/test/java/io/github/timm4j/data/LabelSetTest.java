package io.github.timm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.data.LabelSet.Form;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@Tag("oracle")
class LabelSetTest {
    @TestFactory
    Stream<DynamicTest> customLabelsBehaveAsInTimm() {
        if (!Fixtures.has("data/targets.json")) {
            return Stream.empty();
        }
        JsonNode cases = Fixtures.json("data/targets.json").path("custom_dataset_info");
        return Parity.tests(
                "data-labels-custom",
                IntStream.range(0, cases.size())
                        .mapToObj(i -> new OracleCase("custom/" + i, true, () -> check(cases.get(i)))));
    }

    private static void check(JsonNode test) {
        if (test.has("error")) {
            assertThatThrownBy(() -> labels(test)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        LabelSet labels = labels(test);
        assertThat(labels.size()).isEqualTo(test.get("num_classes").asInt());
        assertThat(labels.indices()).isEqualTo(ints(test.get("indices")));
        assertThat(labels.labels(6, Form.DESCRIPTION)).isEqualTo(strings(test.get("mapped")));
        assertThat(labels.labels(6, Form.NAME)).isEqualTo(strings(test.get("mapped_name")));
        LabelSet.Coverage coverage = labels.coverage(5);
        assertThat(List.of(coverage.mapped(), coverage.missing(), coverage.extra()))
                .isEqualTo(ints(test.get("coverage5")));
    }

    private static LabelSet labels(JsonNode test) {
        JsonNode names = test.get("label_names");
        Map<String, String> descriptions = descriptions(test.get("descriptions"));
        if (test.get("label_names_is").asText().equals("list")) {
            return LabelSet.of(strings(names), descriptions);
        }
        List<Map.Entry<String, String>> entries = new ArrayList<>();
        names.forEach(
                row -> entries.add(Map.entry(row.get(1).asText(), row.get(2).asText())));
        return LabelSet.parse(entries, descriptions);
    }

    private static @Nullable Map<String, String> descriptions(JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        Map<String, String> descriptions = new LinkedHashMap<>();
        node.properties().forEach(e -> descriptions.put(e.getKey(), e.getValue().asText()));
        return descriptions;
    }

    private static List<String> strings(JsonNode list) {
        List<String> values = new ArrayList<>();
        list.forEach(value -> values.add(value.asText()));
        return values;
    }

    private static List<Integer> ints(JsonNode list) {
        List<Integer> values = new ArrayList<>();
        list.forEach(value -> values.add(value.asInt()));
        return values;
    }

    @Test
    void messagesNameWhatIsMissing() {
        assertThatThrownBy(() -> LabelSet.of(List.of("cat", "dog"), Map.of("cat", "a cat")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no description for the labels [dog]");
        assertThatThrownBy(() -> LabelSet.of(List.of("cat")).coverage(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void weightsMayBringTheirOwnLabels() {
        PretrainedCfg.Labels own = new PretrainedCfg.Labels(2, null, Map.of(0, "cat", 1, "dog"), null);
        assertThat(LabelSet.forClassifier(own, 2).orElseThrow().labels(2, Form.NAME))
                .containsExactly("cat", "dog");
        assertThat(LabelSet.forClassifier(own, 7)).isEmpty();
        assertThat(LabelSet.forClassifier(own, 1000).orElseThrow().label(281, Form.DESCRIPTION))
                .isEqualTo("tabby, tabby cat");
        PretrainedCfg.Labels none = new PretrainedCfg.Labels(11221, null, null, null);
        assertThat(LabelSet.forClassifier(none, 0).orElseThrow().size()).isEqualTo(11221);
    }

    @Test
    void namesOfUnmappedOutputsAreAbsent() {
        LabelSet labels = LabelSet.sparse(Map.of(4, "y"), null);
        assertThat(labels.name(4)).hasValue("y");
        assertThat(labels.name(3)).isEmpty();
        assertThat(labels.label(3, Form.DETAIL)).isEqualTo("<unmapped:3>");
    }
}
