package io.github.timm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("oracle")
class ResamplerTest {
    private static final Pixels NOISE = TestPictures.noise(40, 60, 3);

    @TestFactory
    Stream<DynamicTest> noiseIsResizedAsPillowDoes() {
        return Parity.tests(
                "data-resize",
                TestPictures.rows("resize_noise.tsv").stream()
                        .map(row -> new OracleCase(String.join(" ", row), true, () -> check(row))));
    }

    private static void check(String[] row) {
        int[] sizes = Stream.of(row).limit(5).mapToInt(Integer::parseInt).toArray();
        Pixels noise = TestPictures.noise(sizes[0], sizes[1], sizes[2]);
        Pixels resized = Resampler.resize(noise, sizes[3], sizes[4], Interpolation.of(row[5]));
        assertThat(TestPictures.fnv(resized.data())).isEqualTo(row[6]);
    }

    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void aPartOfTheResultIsThatPartOfTheWhole(Interpolation filter) {
        for (ImageSize size : new ImageSize[] {new ImageSize(21, 57), new ImageSize(9, 50), new ImageSize(80, 100)}) {
            Pixels whole = Resampler.resize(NOISE, size.height(), size.width(), filter);
            Window part = new Window(3, 7, 5, 31);
            assertThat(Resampler.resize(NOISE, Window.full(40, 60), size, part, filter))
                    .isEqualTo(whole.crop(part));
        }
    }

    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void aPartOfTheSourceCountsAsIfItWereCutOut(Interpolation filter) {
        Window source = new Window(4, 9, 30, 41);
        Pixels cut = NOISE.crop(source);
        assertThat(Resampler.resize(NOISE, source, new ImageSize(16, 16), Window.full(16, 16), filter))
                .isEqualTo(Resampler.resize(cut, 16, 16, filter));
    }

    @Test
    void theSameSizeIsTheSamePicture() {
        assertThat(Resampler.resize(NOISE, 40, 60, Interpolation.LANCZOS)).isSameAs(NOISE);
    }

    @Test
    void onePixelSpreadsOverAll() {
        Pixels pixel = Pixels.filled(1, 1, 10, 20, 30);
        assertThat(Resampler.resize(pixel, 3, 5, Interpolation.BICUBIC)).isEqualTo(Pixels.filled(3, 5, 10, 20, 30));
    }

    @Test
    void extremeValuesAreClippedWhereFiltersOvershoot() {
        byte[] edge = {0, 0, 0, 0, -1, -1, -1, -1};
        Pixels resized = Resampler.resize(Pixels.of(1, 8, 1, edge), 1, 24, Interpolation.BICUBIC);
        assertThat(resized.at(0, 10, 0)).isZero();
        assertThat(resized.at(0, 13, 0)).isEqualTo(255);
    }

    @Test
    void windowsBeyondThePictureAreRefused() {
        ImageSize size = new ImageSize(10, 10);
        assertThatThrownBy(() ->
                        Resampler.resize(NOISE, new Window(0, 0, 41, 60), size, Window.full(10, 10), Interpolation.BOX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("height=41");
        assertThatThrownBy(() ->
                        Resampler.resize(NOISE, Window.full(40, 60), size, Window.full(10, 11), Interpolation.BOX))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
