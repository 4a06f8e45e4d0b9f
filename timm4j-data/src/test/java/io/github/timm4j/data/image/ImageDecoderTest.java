package io.github.timm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.ImageException;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@Tag("oracle")
class ImageDecoderTest {
    private static final ImageDecoder RGB = ImageDecoder.rgb();
    private static final ImageDecoder GRAY = ImageDecoder.rgb().mode(ColorMode.L);

    @TestFactory
    Stream<DynamicTest> sourcesDecodeAsInPillow() {
        if (!Fixtures.has("data/eval.json")) {
            return Stream.empty();
        }
        return Parity.tests(
                "data-decode",
                Fixtures.json("data/eval.json").get("sources").properties().stream()
                        .filter(source -> Fixtures.has("data/src/" + source.getKey()))
                        .map(source -> new OracleCase(source.getKey(), true, () -> check(source))));
    }

    private static void check(Map.Entry<String, JsonNode> source) {
        Path file = Fixtures.path("data/src/" + source.getKey());
        JsonNode expected = source.getValue();
        Pixels pixels = RGB.decode(file);
        assertThat(pixels.width()).isEqualTo(expected.get("size").get(0).asInt());
        assertThat(TestPictures.fnv(pixels.data()))
                .isEqualTo(expected.get("fnv1a64_of_rgb_bytes").asText());
        if (expected.has("decoded")) {
            assertThat(RGB.decode(
                            Fixtures.path("data/" + expected.get("decoded").asText())))
                    .isEqualTo(pixels);
        }
        if (expected.has("fnv1a64_of_l_bytes")) {
            assertThat(TestPictures.fnv(GRAY.decode(file).data()))
                    .isEqualTo(expected.get("fnv1a64_of_l_bytes").asText());
        }
    }

    /** Colour spaces and markers of JPEG, depths of PNG and BMP, GIF screens, animations, TIFF by plug-in. */
    @TestFactory
    Stream<DynamicTest> unusualFilesDecodeAsInPillow() {
        return Parity.tests(
                "data-decode-unusual",
                TestPictures.rows("pictures/pictures.tsv").stream()
                        .map(row -> new OracleCase(row[0], true, () -> checkUnusual(row))));
    }

    private static void checkUnusual(String[] row) {
        byte[] file = TestPictures.bytes("pictures/" + row[0]);
        Pixels pixels = RGB.decode(file);
        assertThat(pixels.width() + "x" + pixels.height()).isEqualTo(row[1] + "x" + row[2]);
        assertThat(TestPictures.fnv(pixels.data())).as("RGB").isEqualTo(row[3]);
        assertThat(TestPictures.fnv(GRAY.decode(file).data())).as("L").isEqualTo(row[4]);
    }

    @Test
    void pathsStreamsAndArraysAreTheSame() {
        Path file = Fixtures.path("photos/rocket.jpg");
        Pixels pixels = RGB.decode(file);
        assertThat(pixels).isEqualTo(RGB.decode(Fixtures.path("photos/rocket.png")));
        byte[] bytes = TestPictures.bytes("pictures/j_rst.jpg");
        assertThat(RGB.decode(new ByteArrayInputStream(bytes))).isEqualTo(RGB.decode(bytes));
    }

    @Test
    void messagesNameTheFileAndTheCause() {
        Path readme = Fixtures.path("photos/README.md");
        assertThatThrownBy(() -> RGB.decode(readme))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("README.md: unknown picture format");
        assertThatThrownBy(() -> RGB.decode(Path.of("no-such-file.png")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no-such-file.png");
    }

    @Test
    void theLimitCountsPixels() {
        byte[] file = TestPictures.bytes("pictures/p_gama.png");
        assertThat(RGB.maxPixels(13 * 9).decode(file).width()).isEqualTo(13);
        assertThatThrownBy(() -> RGB.maxPixels(13 * 9 - 1).decode(file))
                .isInstanceOf(ImageException.class)
                .hasMessage("a PNG of 13 x 9 pixels (width x height) exceeds the limit of 116 pixels");
        assertThatThrownBy(() -> RGB.maxPixels(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
