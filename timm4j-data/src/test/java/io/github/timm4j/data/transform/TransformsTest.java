package io.github.timm4j.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.ImageException;
import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.data.CropMode;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.image.ImageDecoder;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.image.Window;
import io.github.timm4j.fixtures.Fixtures;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformsTest {
    private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);

    private static DataConfig config(int channels, CropMode mode) {
        return new DataConfig(new InputSize(channels, 224, 224), Interpolation.BICUBIC, HALF, HALF, 0.875, mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"astronaut", "chelsea", "coffee", "rocket"})
    void photosBecomeTheInputOfARealModel(String photo) {
        ImageTransform transform = Transforms.create(config(3, CropMode.CENTER));
        Pixels pixels = transform.toPixels(ImageDecoder.rgb().decode(Fixtures.path("photos/" + photo + ".png")));
        assertThat(pixels).isEqualTo(ImageDecoder.rgb().decode(Fixtures.path("photos/" + photo + "_crop224.png")));
    }

    @ParameterizedTest
    @EnumSource(CropMode.class)
    void onePixelIsEnough(CropMode mode) {
        ImageTransform transform = Transforms.create(config(3, mode));
        Pixels pixels = transform.toPixels(Pixels.filled(1, 1, 128, 128, 128));
        assertThat(pixels).isEqualTo(Pixels.filled(224, 224, 128, 128, 128));
    }

    @Test
    void aThinPictureCostsOnlyWhatIsKept() {
        Pixels thin = Pixels.filled(1, 60_000, 9, 9, 9);
        assertThat(Transforms.create(config(3, CropMode.CENTER)).toPixels(thin))
                .isEqualTo(Pixels.filled(224, 224, 9, 9, 9));
        Pixels bordered = Transforms.create(config(3, CropMode.BORDER)).toPixels(thin);
        assertThat(bordered.at(0, 0, 0)).isEqualTo(128);
        assertThat(bordered.at(111, 112, 0)).isEqualTo(9);
    }

    @Test
    void tooThinAPictureIsRefused() {
        Pixels thread = Pixels.filled(1, 20_000_000, 0);
        assertThatThrownBy(() -> Transforms.create(config(3, CropMode.CENTER)).toPixels(thread))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("too thin");
    }

    @Test
    void greyPicturesBecomeColouredForColourModels() {
        ImageTransform transform = Transforms.create(config(3, CropMode.SQUASH));
        assertThat(transform.toFloats(Pixels.filled(5, 5, 255)))
                .hasSize(3 * 224 * 224)
                .containsOnly(1);
    }

    @Test
    void oneMeanServesAllChannels() {
        DataConfig one = new DataConfig(
                new InputSize(3, 2, 2), Interpolation.BOX, List.of(0.2), List.of(0.1), 1, CropMode.BORDER);
        float expected = ((float) 51 / 255 - 0.2f) / 0.1f;
        assertThat(Transforms.create(one).toFloats(Pixels.filled(9, 9, 51, 51, 51)))
                .containsOnly(expected);
    }

    @Test
    void aPlainTransformSquashesOrKeepsTheAspectRatio() {
        byte[] halves = new byte[448 * 224 * 3];
        Arrays.fill(halves, 0, halves.length / 2, (byte) 255);
        Transforms transforms = Transforms.of(config(3, CropMode.CENTER));
        Pixels tall = Pixels.of(448, 224, 3, halves);
        assertThat(transforms.plain().toPixels(tall).at(56, 0, 0)).isEqualTo(255);
        assertThat(transforms.plainShorterSide().toPixels(tall)).isEqualTo(tall.crop(new Window(112, 0, 224, 224)));
    }

    @Test
    void otherChannelsAreRefused() {
        assertThatThrownBy(() -> Transforms.create(config(4, CropMode.CENTER)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pictures have 1 or 3 channels, the model takes 4");
        assertThatThrownBy(() -> Transforms.create(config(1, CropMode.CENTER)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mean needs one value for each of 1 channels");
    }

    @Test
    void aBorderWiderThanThePictureIsRefused() {
        ImageTransform transform =
                Transforms.of(config(3, CropMode.CENTER)).trimBorder(4).evaluation();
        assertThatThrownBy(() -> transform.toPixels(Pixels.filled(8, 20, 0, 0, 0)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("border of 4 pixels");
    }

    @Test
    void normalisationChecksRoomAndChannels() {
        Normalization normalization = Normalization.of(HALF, HALF, 3);
        Pixels pixels = Pixels.filled(2, 2, 0, 0, 0);
        assertThatThrownBy(() -> normalization.write(pixels, new float[12], 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> normalization.write(Pixels.filled(2, 2, 0), new float[12], 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Normalization.of(HALF, List.of(0.0), 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deviation of 0");
    }
}
