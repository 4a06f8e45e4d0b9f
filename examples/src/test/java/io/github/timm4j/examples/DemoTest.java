package io.github.timm4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.data.Prediction;
import io.github.timm4j.data.image.ImageDecoder;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Real weights on real photos: the oracle's five classes in order, with its probabilities. */
@Tag("oracle")
class DemoTest {
    @TestFactory
    Stream<DynamicTest> photos() {
        if (!Fixtures.has("photos/expected.json")) {
            return Stream.empty();
        }
        return Parity.tests(
                "photos",
                Fixtures.json("photos/expected.json").get("photos").properties().stream()
                        .filter(photo -> Fixtures.has(
                                "photos/" + photo.getValue().path("file").asText("-")))
                        .map(photo -> new OracleCase(photo.getKey(), true, () -> check(photo.getValue()))));
    }

    private static void check(JsonNode photo) {
        List<Prediction> found = Demo.classify(ImageDecoder.rgb()
                .decode(Fixtures.path("photos/" + photo.get("file").asText())));
        JsonNode expected = photo.get("float16").get("top5");
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i).index())
                    .isEqualTo(expected.get(i).get("index").asInt());
            assertThat(found.get(i).label())
                    .isEqualTo(expected.get(i).get("name").asText());
            assertThat(found.get(i).probability())
                    .isCloseTo((float) expected.get(i).get("probability").asDouble(), within(1e-5f));
        }
    }
}
