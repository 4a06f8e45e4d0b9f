package io.github.timm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.data.LabelSet.Form;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@Tag("oracle")
class ImageNetLabelsTest {
    private static final String RULES = "imagenet/subset_rules.json";

    @TestFactory
    Stream<DynamicTest> subsetsHoldTheSynsetsWordsAndDefinitions() {
        if (!Fixtures.has("imagenet/synsets.json.gz")) {
            return Stream.empty();
        }
        JsonNode lemmas = Fixtures.json("imagenet/lemmas.json.gz").get("lemmas");
        JsonNode definitions = Fixtures.json("imagenet/definitions.json.gz").get("definitions");
        return Parity.tests(
                "data-labels-imagenet",
                Fixtures.json("imagenet/synsets.json.gz").properties().stream()
                        .map(subset -> new OracleCase(subset.getKey(), true, () -> {
                            LabelSet labels = ImageNetLabels.of(subset.getKey());
                            List<String> synsets = new ArrayList<>();
                            subset.getValue().get("synsets").forEach(s -> synsets.add(s.asText()));
                            assertThat(labels.labels(labels.size(), Form.NAME)).isEqualTo(synsets);
                            assertThat(labels.labels(labels.size(), Form.DETAIL))
                                    .isEqualTo(synsets.stream()
                                            .map(s -> lemmas.get(s).asText() + ": "
                                                    + definitions.get(s).asText())
                                            .toList());
                        })));
    }

    @TestFactory
    Stream<DynamicTest> examplesReadAsInTimm() {
        if (!Fixtures.has(RULES)) {
            return Stream.empty();
        }
        JsonNode examples = Fixtures.json(RULES).get("examples");
        return Parity.tests(
                "data-labels-examples",
                IntStream.range(0, examples.size()).mapToObj(examples::get).map(e -> {
                    String subset = e.get("subset").asText();
                    int index = e.get("index").asInt();
                    return new OracleCase(subset + "/" + index, true, () -> {
                        LabelSet labels = ImageNetLabels.of(subset);
                        assertThat(labels.name(index))
                                .hasValue(e.get("label_name").asText());
                        assertThat(labels.label(index, Form.DESCRIPTION))
                                .isEqualTo(e.get("description").asText());
                        assertThat(labels.label(index, Form.DETAIL))
                                .isEqualTo(e.get("detailed").asText());
                    });
                }));
    }

    @Test
    void theNumberOfClassesSaysTheSubset() {
        JsonNode rules = Fixtures.json(RULES);
        rules.get("num_classes_to_subset")
                .properties()
                .forEach(rule -> assertThat(ImageNetLabels.subsetFor(Integer.parseInt(rule.getKey())))
                        .hasValue(rule.getValue().asText()));
        assertThat(ImageNetLabels.subsetFor(10)).isEmpty();
        assertThat(ImageNetLabels.forClasses(0)).isEmpty();
        assertThat(ImageNetLabels.forClasses(11821).orElseThrow().size()).isEqualTo(11821);
    }

    @Test
    void aliasesAndCountsAreTimms() {
        JsonNode rules = Fixtures.json(RULES);
        rules.get("counts")
                .properties()
                .forEach(count -> assertThat(ImageNetLabels.of(count.getKey().toUpperCase(java.util.Locale.ROOT))
                                .size())
                        .isEqualTo(count.getValue().asInt()));
        rules.get("subset_aliases")
                .properties()
                .forEach(alias -> assertThat(ImageNetLabels.of(alias.getKey()).labels(3, Form.NAME))
                        .isEqualTo(ImageNetLabels.of(alias.getValue().asText()).labels(3, Form.NAME)));
    }

    @Test
    void unknownSubsetsAreNamed() {
        assertThatThrownBy(() -> ImageNetLabels.of("imagenet-2k"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'imagenet-2k'")
                .hasMessageContaining("imagenet-12k");
    }
}
