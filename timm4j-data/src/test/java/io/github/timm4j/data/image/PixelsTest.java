package io.github.timm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class PixelsTest {
    private static final Pixels TWO = Pixels.of(1, 2, 3, new byte[] {1, 2, 3, (byte) 200, 100, 50});

    @Test
    void samplesAreUnsigned() {
        assertThat(TWO.at(0, 1, 0)).isEqualTo(200);
        assertThat(TWO.at(0, 0, 2)).isEqualTo(3);
    }

    @Test
    void sizesMustFit() {
        assertThatThrownBy(() -> Pixels.of(2, 2, 3, new byte[11]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a picture of 2 x 2 x 3 needs 12 samples, got 11");
        assertThatThrownBy(() -> Pixels.of(2, 2, 2, new byte[8])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pixels.of(0, 2, 1, new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cropsReachBeyondThePicture() {
        Pixels crop = TWO.crop(new Window(-1, 1, 2, 2), 9, 8, 7);
        assertThat(crop.data()).containsExactly(9, 8, 7, 9, 8, 7, 200, 100, 50, 9, 8, 7);
        assertThat(TWO.crop(new Window(5, 5, 1, 1))).isEqualTo(Pixels.filled(1, 1, 0, 0, 0));
    }

    @Test
    void cropsWithinAreCopies() {
        Pixels crop = TWO.crop(new Window(0, 0, 1, 1));
        crop.data()[0] = 77;
        assertThat(TWO.at(0, 0, 0)).isEqualTo(1);
    }

    @Test
    void fillNeedsASampleAChannel() {
        assertThatThrownBy(() -> TWO.crop(new Window(0, 0, 1, 1), 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void colourBecomesLumaAndGreyIsRepeated() {
        Pixels gray = TWO.convert(ColorMode.L);
        assertThat(gray.at(0, 1, 0)).isEqualTo((19595 * 200 + 38470 * 100 + 7471 * 50 + 32768) >> 16);
        assertThat(gray.convert(ColorMode.RGB).at(0, 1, 2)).isEqualTo(gray.at(0, 1, 0));
        assertThat(TWO.convert(ColorMode.RGB)).isSameAs(TWO);
    }

    @Test
    void desktopImagesKeepEverySample() {
        Pixels noise = TestPictures.noise(9, 13, 3);
        Pixels gray = TestPictures.noise(9, 13, 1);
        assertThat(Pixels.of(noise.toBufferedImage())).isEqualTo(noise);
        assertThat(Pixels.of(gray.toBufferedImage())).isEqualTo(gray);
    }

    @Test
    void alphaIsDropped() {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x40102030);
        assertThat(Pixels.of(image)).isEqualTo(Pixels.filled(1, 1, 0x10, 0x20, 0x30));
    }

    @Test
    void equalityIsOfSizeAndSamples() {
        assertThat(TWO)
                .isEqualTo(Pixels.of(1, 2, 3, TWO.data().clone()))
                .hasSameHashCodeAs(Pixels.of(1, 2, 3, TWO.data().clone()))
                .isNotEqualTo(Pixels.of(2, 1, 3, TWO.data()))
                .hasToString("Pixels(1 x 2 x 3)");
    }
}
