package io.github.timm4j.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.data.ColorStatistics;
import io.github.timm4j.data.CropMode;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.augment.ErasingMode;
import io.github.timm4j.data.augment.RandomErasing;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.random.Draws;
import io.github.timm4j.data.random.Range;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingTransformTest {
    private static final ColorStatistics COLORS = ColorStatistics.IMAGENET_DEFAULT;

    private static Pixels picture() {
        byte[] data = new byte[50 * 70 * 3];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i / 9 ^ i * 3);
        }
        return Pixels.of(50, 70, 3, data);
    }

    private static TrainingTransforms training(int channels) {
        List<Double> mean = channels == 1 ? List.of(0.5) : COLORS.mean();
        List<Double> std = channels == 1 ? List.of(0.5) : COLORS.std();
        InputSize size = new InputSize(channels, 24, 32);
        return Transforms.of(new DataConfig(size, Interpolation.BICUBIC, mean, std, 0.9, CropMode.CENTER))
                .training();
    }

    @Test
    void aPartWithoutPixelsBecomesBlack() {
        Range thousandth = new Range(0.001, 0.001);
        RandomResizedCrop crop =
                new RandomResizedCrop(new ImageSize(3, 4), thousandth, new Range(1, 1), List.of(Interpolation.BICUBIC));
        Draws draws = Draws.seeded(0);
        assertThat(crop.part(ImageSize.square(2), draws).isEmpty()).isTrue();
        assertThat(crop.apply(Pixels.filled(2, 2, 7, 8, 9), draws).data()).containsExactly(new byte[36]);
    }

    @Test
    void aSymmetricBorderBeginsWithTheBorderPixel() {
        Pixels row = Pixels.of(1, 3, 1, new byte[] {1, 2, 3});
        CropOrPad pad = new CropOrPad(new ImageSize(3, 13), PaddingMode.SYMMETRIC, false);
        byte[] mirrored = {2, 3, 3, 2, 1, 1, 2, 3, 3, 2, 1, 1, 2};
        byte[] padded = pad.apply(row, Draws.seeded(0)).data();
        for (int y = 0; y < 3; y++) {
            assertThat(Arrays.copyOfRange(padded, 13 * y, 13 * y + 13)).containsExactly(mirrored);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCropModeGivesTheInputsSize(TrainCropMode mode) {
        TrainingTransform transform = training(3).cropMode(mode).create();
        for (int seed = 0; seed < 20; seed++) {
            assertThat(transform.toPixels(picture(), Draws.seeded(seed))).hasToString("Pixels(24 x 32 x 3)");
            assertThat(transform.toPixels(Pixels.filled(3, 200, 1, 2, 3), Draws.seeded(seed)))
                    .hasToString("Pixels(24 x 32 x 3)");
            assertThat(transform.toPixels(Pixels.filled(1, 1, 9, 9, 9), Draws.seeded(seed)))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"3", "1"})
    void aSeedGivesTheSameInputOnAnyThread(int channels) {
        TrainingTransform transform = training(channels)
                .autoAugment("rand-m9-mstd0.5-inc1")
                .grayscaleProb(0.2)
                .gaussianBlurProb(0.2)
                .vflip(0.5)
                .interpolation(Interpolation.BILINEAR, Interpolation.BICUBIC)
                .erasing(RandomErasing.of(0.5, ErasingMode.PIXEL, 2))
                .create();
        List<float[]> alone = IntStream.range(0, 32)
                .mapToObj(i -> transform.toFloats(picture(), Draws.seeded(i)))
                .toList();
        List<float[]> together = IntStream.range(0, 32)
                .parallel()
                .mapToObj(i -> transform.toFloats(picture(), Draws.seeded(i)))
                .toList();
        assertThat(together).usingElementComparator(Arrays::compare).isEqualTo(alone);
        assertThat(alone.stream().mapToInt(Arrays::hashCode).distinct().count()).isGreaterThan(30);
        assertThat(alone).allMatch(input -> input.length == channels * 24 * 32);
    }

    @Test
    void theStagesInTurnAreTheWhole() {
        TrainingTransform transform = training(3)
                .autoAugment("v0")
                .erasing(RandomErasing.of(1, ErasingMode.RAND, 1))
                .create();
        Draws draws = Draws.seeded(4);
        Pixels clean = transform.primary(picture(), draws);
        Pixels changed = transform.secondary(clean, draws);
        assertThat(transform.finish(changed, draws)).isEqualTo(transform.toFloats(picture(), Draws.seeded(4)));
        assertThat(transform.toPixels(picture(), Draws.seeded(4))).isEqualTo(changed);
    }

    @Test
    void withoutChanceInTheWayItIsAResizeAndANormalisation() {
        TrainingTransform transform = training(3)
                .scale(new Range(1, 1))
                .ratio(new Range(4. / 3, 4. / 3))
                .hflip(0)
                .colorJitter(List.of())
                .create();
        Pixels image = Pixels.of(24, 32, 3, Arrays.copyOf(picture().data(), 24 * 32 * 3));
        assertThat(transform.toPixels(image, Draws.seeded(1))).isEqualTo(image);
        float[] expected = new float[24 * 32 * 3];
        transform.normalization().write(image, expected, 0);
        assertThat(transform.toFloats(image, Draws.seeded(1))).isEqualTo(expected);
    }

    @Test
    void batchesAreNormalisedOnTheirDevice() {
        TrainingTransform transform = training(3).create();
        Pixels image = transform.toPixels(picture(), Draws.seeded(1));
        float[] expected = transform.finish(image, Draws.seeded(1));
        byte[] planes = new byte[expected.length];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = image.data()[i % (24 * 32) * 3 + i / (24 * 32)];
        }
        try (NDManager manager = NDManager.newBaseManager();
                DeviceNormalization full =
                        new DeviceNormalization(manager, COLORS.mean(), COLORS.std(), DataType.FLOAT32);
                DeviceNormalization half =
                        new DeviceNormalization(manager, COLORS.mean(), COLORS.std(), DataType.FLOAT16)) {
            NDArray batch = manager.create(ByteBuffer.wrap(planes), new Shape(1, 3, 24, 32), DataType.UINT8);
            float[] values = full.apply(batch).toFloatArray();
            float[] halves = half.apply(batch).toType(DataType.FLOAT32, false).toFloatArray();
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i]).isCloseTo(expected[i], within(2e-6f));
                assertThat(halves[i]).isCloseTo(expected[i], within(2e-3f));
            }
            assertThat(batch.getDataType()).isEqualTo(DataType.UINT8);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new DeviceNormalization(manager, COLORS.mean(), COLORS.std(), DataType.BFLOAT16))
                    .withMessageContaining("float32 or float16");
        }
    }

    @ParameterizedTest
    @EnumSource
    void batchesAreErasedAsSinglePicturesAre(ErasingMode mode) {
        RandomErasing erasing = RandomErasing.of(0.7, mode, 3);
        float[] expected = new float[4 * 3 * 20 * 26];
        Arrays.fill(expected, 5);
        Draws draws = Draws.seeded(9);
        for (int i = 0; i < 4; i++) {
            float[] one = Arrays.copyOfRange(expected, i * 1560, (i + 1) * 1560);
            erasing.erase(one, new ImageSize(20, 26), draws);
            System.arraycopy(one, 0, expected, i * 1560, 1560);
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray batch = manager.full(new Shape(4, 3, 20, 26), 5f);
            erasing.erase(batch, Draws.seeded(9));
            assertThat(batch.toFloatArray()).isEqualTo(expected);
            NDArray half = manager.full(new Shape(4, 3, 20, 26), 5f).toType(DataType.FLOAT16, true);
            erasing.erase(half, Draws.seeded(9));
            assertThat(half.toType(DataType.FLOAT32, true).toFloatArray()).doesNotContain(Float.NaN);
        }
        assertThat(expected).contains(5f);
        assertThat(IntStream.range(0, expected.length)
                        .filter(i -> expected[i] != 5)
                        .count())
                .isPositive();
    }

    @Test
    void unknownNamesListTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrainCropMode.of("crop"))
                .withMessage("unknown train crop mode 'crop', expected one of rrc, rkrc, rkrr");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ErasingMode.of("red"))
                .withMessage("unknown erasing mode 'red', expected one of const, rand, pixel");
    }
}
