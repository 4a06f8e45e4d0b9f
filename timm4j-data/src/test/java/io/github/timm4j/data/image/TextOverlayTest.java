package io.github.timm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.ImageException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextOverlayTest {
    private static final Pixels GRAY = Pixels.filled(200, 300, 100);

    @TempDir
    Path folder;

    @Test
    void textIsWhiteOnADarkerCornerAndLeavesTheRestAlone() {
        Pixels drawn = TextOverlay.draw(GRAY, List.of("tabby 0.93", "tiger cat 0.05"));
        assertThat(drawn.channels()).isEqualTo(3);
        assertThat(drawn.at(0, 0, 0)).isLessThan(60);
        assertThat(drawn.at(199, 299, 0)).isEqualTo(100);
        Pixels corner = drawn.crop(new Window(0, 0, 40, 100));
        assertThat(corner.data()).contains((byte) 255);
    }

    @Test
    void theFileEndingSaysTheFormat() {
        Path file = folder.resolve("labelled.png");
        TextOverlay.write(GRAY, List.of("cat"), file);
        assertThat(ImageDecoder.rgb().decode(file)).isEqualTo(TextOverlay.draw(GRAY, List.of("cat")));
        assertThatThrownBy(() -> TextOverlay.write(GRAY, List.of("cat"), folder.resolve("labelled.xyz")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("xyz");
    }
}
