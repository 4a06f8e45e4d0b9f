package io.github.timm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.ImageException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PngDecoderTest {
    private static final int[] GRAY8 = {8, 0, 0};
    private static final int[] RGB8 = {8, 2, 0};

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void everyFilterIsUndone(int filter) {
        Pixels noise = TestPictures.noise(7, 5, 3);
        byte[] rows = new byte[7 * 16];
        for (int y = 0; y < 7; y++) {
            rows[y * 16] = (byte) filter;
            for (int i = 0; i < 15; i++) {
                int left = i < 3 ? 0 : noise.data()[y * 15 + i - 3] & 0xff;
                int up = y == 0 ? 0 : noise.data()[(y - 1) * 15 + i] & 0xff;
                int corner = i < 3 || y == 0 ? 0 : noise.data()[(y - 1) * 15 + i - 3] & 0xff;
                rows[y * 16 + 1 + i] = (byte) (noise.data()[y * 15 + i] - predicted(filter, left, up, corner));
            }
        }
        assertThat(PngDecoder.decode(TestPictures.png(5, 7, RGB8, rows))).isEqualTo(noise);
    }

    private static int predicted(int filter, int left, int up, int corner) {
        int estimate = left + up - corner;
        int[] nearest = {left, up, corner};
        return switch (filter) {
            case 1 -> left;
            case 2 -> up;
            case 3 -> (left + up) / 2;
            case 4 ->
                Arrays.stream(nearest)
                        .boxed()
                        .min((a, b) -> Math.abs(estimate - a) - Math.abs(estimate - b))
                        .orElseThrow();
            default -> 0;
        };
    }

    @Test
    void longRowsCrossTheBlocksOfTheInflater() {
        byte[] row = new byte[70_001];
        new Random(1).nextBytes(row);
        row[0] = 0;
        byte[] two = Arrays.copyOf(row, 140_002);
        Pixels pixels = PngDecoder.decode(TestPictures.png(70_000, 2, GRAY8, two));
        assertThat(Arrays.copyOf(pixels.data(), 70_000)).isEqualTo(Arrays.copyOfRange(row, 1, 70_001));
    }

    @Test
    void dataMayComeInManyChunks() {
        byte[] file = TestPictures.png(1, 1, GRAY8, new byte[] {0, 42}, TestPictures.chunk("IDAT", new byte[0]));
        assertThat(PngDecoder.decode(file)).isEqualTo(Pixels.filled(1, 1, 42));
    }

    @Test
    void paletteNumbersBeyondThePaletteAreBlack() {
        byte[] palette = TestPictures.chunk("PLTE", new byte[] {1, 2, 3});
        byte[] file = TestPictures.png(2, 1, new int[] {8, 3, 0}, new byte[] {0, 0, 9}, palette);
        assertThat(PngDecoder.decode(file).data()).containsExactly(1, 2, 3, 0, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"4, 2", "16, 3", "8, 1", "3, 0"})
    void unknownDepthsAreRefused(int depth, int type) {
        byte[] file = TestPictures.png(1, 1, new int[] {depth, type, 0}, new byte[9]);
        assertThatThrownBy(() -> PngDecoder.decode(file))
                .isInstanceOf(ImageException.class)
                .hasMessage("a PNG of colour type " + type + " with " + depth + " bits a sample");
    }

    @Test
    void unknownFiltersAndWrongChecksumsAreRefused() {
        assertThatThrownBy(() -> PngDecoder.decode(TestPictures.png(1, 1, GRAY8, new byte[] {9, 0})))
                .hasMessage("unknown PNG filter 9");
        byte[] text = TestPictures.chunk("tEXt", new byte[] {'a', 0, 'b'});
        text[text.length - 1] ^= 1;
        assertThatThrownBy(() -> PngDecoder.decode(TestPictures.png(1, 1, GRAY8, new byte[2], text)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("wrong checksum");
    }

    @Test
    void missingRowsAreRefused() {
        assertThatThrownBy(() -> PngDecoder.decode(TestPictures.png(1, 3, GRAY8, new byte[] {0, 1, 0, 2})))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("end before the last row");
    }
}
