package io.github.timm4j.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.ImageException;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@Tag("oracle")
class SequenceLimitTest {
    private static final String FILE = "data/naflex.json.gz";

    @TestFactory
    Stream<DynamicTest> sizesAreTimms() {
        return cases("cases", "data-naflex-sizes", SequenceLimitTest::checkSize);
    }

    @TestFactory
    Stream<DynamicTest> patchesAreTimms() {
        return cases("patchify", "data-patchify", SequenceLimitTest::checkPatches);
    }

    private static Stream<DynamicTest> cases(String list, String suite, java.util.function.Consumer<JsonNode> check) {
        if (!Fixtures.has(FILE)) {
            return Stream.empty();
        }
        JsonNode cases = Fixtures.json(FILE).path(list);
        return Parity.tests(
                suite,
                IntStream.range(0, cases.size())
                        .mapToObj(i -> new OracleCase(
                                cases.get(i).path("id").asText(list + "/" + i),
                                true,
                                () -> check.accept(cases.get(i)))));
    }

    private static void checkSize(JsonNode test) {
        SequenceLimit limit = new SequenceLimit(
                size(test.get("patch_size")),
                test.get("max_seq_len").asInt(),
                test.get("divisible").asBoolean(),
                test.path("max_ratio").asDouble(Double.POSITIVE_INFINITY));
        ImageSize image = size(test.get("image_hw"));
        if (test.has("error")) {
            assertThatThrownBy(() -> limit.sizeFor(image)).isInstanceOf(RuntimeException.class);
            return;
        }
        assertThat(limit.sizeFor(image)).isEqualTo(size(test.get("target_hw")));
        assertThat(limit.ratioFor(image)).isCloseTo(test.get("ratio").asDouble(), within(1e-7));
    }

    /** Patches of 2 x 2; without padding timm refuses what does not divide, here the picture is always padded. */
    private static void checkPatches(JsonNode test) {
        if (test.has("error")) {
            return;
        }
        ImageSize image = size(test.get("image_hw"));
        float[] planes = new float[3 * image.height() * image.width()];
        IntStream.range(0, planes.length).forEach(i -> planes[i] = i);
        Patches patches = Patches.of(
                planes, image, ImageSize.square(2), test.get("channels_last").asBoolean());
        double[] expected = StreamSupport.stream(test.get("patches").spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
        assertThat(IntStream.range(0, patches.values().length).mapToDouble(i -> patches.values()[i]))
                .containsExactly(java.util.Arrays.stream(expected).boxed().toArray(Double[]::new));
        assertThat(patches.count()).isEqualTo(test.get("coord").size());
        assertThat(patches.coordinates())
                .containsExactly(StreamSupport.stream(test.get("coord").spliterator(), false)
                        .flatMapToInt(pair ->
                                IntStream.of(pair.get(0).asInt(), pair.get(1).asInt()))
                        .toArray());
    }

    private static ImageSize size(JsonNode value) {
        return value.isArray()
                ? new ImageSize(value.get(0).asInt(), value.get(1).asInt())
                : ImageSize.square(value.asInt());
    }

    @Test
    void growthMayBeLimited() {
        SequenceLimit limit = new SequenceLimit(ImageSize.square(8), 10_000, false, 1.5);
        assertThat(limit.sizeFor(new ImageSize(40, 20))).isEqualTo(new ImageSize(60, 30));
    }

    @Test
    void impossibleSizesAreRefused() {
        SequenceLimit limit = SequenceLimit.of(ImageSize.square(16), 1);
        assertThatThrownBy(() -> limit.sizeFor(new ImageSize(2_000_000_000, 1)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("1 patches of 16 x 16");
        assertThatThrownBy(() -> SequenceLimit.of(ImageSize.square(16), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void planesMustHaveTheSize() {
        assertThatThrownBy(() -> Patches.of(new float[7], ImageSize.square(2), ImageSize.square(2), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("7 values are no planes of 2 x 2");
    }
}
