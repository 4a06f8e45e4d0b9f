package io.github.timm4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.modality.Classifications;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's snippets do what the README says, and the README shows what runs here. */
class SnippetsTest {
    private static final Path PHOTOS = Path.of("src/main/resources/photos");

    @Test
    void classifies() throws Exception {
        Classifications best = Snippets.classify(PHOTOS.resolve("chelsea.png"));
        assertThat(best.best().getClassName()).isEqualTo("tiger cat");
    }

    @Test
    void embeds() throws Exception {
        List<float[]> vectors = Snippets.embed(List.of(PHOTOS.resolve("chelsea.png"), PHOTOS.resolve("coffee.png")));
        assertThat(vectors).hasSize(2).allSatisfy(vector -> assertThat(vector).hasSize(1280));
    }

    @Test
    void lists() {
        assertThat(Snippets.list()).containsExactly("vit_base_patch16_224", "resnet50.a1_in1k");
    }

    @Test
    void extractsFeatures() {
        assertThat(Snippets.features())
                .containsExactly(new Shape(1, 64, 32, 32), new Shape(1, 128, 16, 16), new Shape(1, 256, 8, 8));
    }

    @Test
    void preparesFineTuning() {
        assertThat(Snippets.fineTune()).isEqualTo(new Shape(1, 10));
    }

    @Test
    void compiles() {
        assertThat(Snippets.compile()).isEqualTo(new Shape(4, 1000));
        assertThat(Path.of("target", "model.pt")).isNotEmptyFile();
    }

    @Test
    void theReadmeShowsThem() throws IOException {
        String readme = flat(Files.readString(Path.of("..", "README.md")));
        String source = Files.readString(Path.of("src/main/java/io/github/timm4j/examples/Snippets.java"));
        for (String part : source.split("// snippet: \\w+\n")) {
            if (part.contains("// end")) {
                assertThat(readme).contains(flat(part.substring(0, part.indexOf("// end"))));
            }
        }
    }

    private static String flat(String text) {
        return Arrays.stream(text.split("\\s+"))
                .collect(Collectors.joining(" "))
                .strip();
    }
}
