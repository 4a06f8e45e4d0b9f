package io.github.timm4j.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.random.Draws;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {
    private static final AugmentHparams STANDARD = AugmentHparams.standard();

    /** Every pixel differs, so that a picture shows where each came from. */
    private static Pixels ramp(int height, int width, int channels) {
        byte[] data = new byte[height * width * channels];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 7);
        }
        return Pixels.of(height, width, channels, data);
    }

    private static Pixels grey(int width, int... values) {
        byte[] data = new byte[values.length];
        IntStream.range(0, values.length).forEach(i -> data[i] = (byte) values[i]);
        return Pixels.of(values.length / width, width, 1, data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rand-m9-mstd1f", "rand-mstd0x1", "rand-m9x", "rand-p0.5d", "augmix-a1e", "v0-mstd1_"})
    void numbersThatPythonDoesNotReadAreRefused(String config) {
        assertThatIllegalArgumentException().isThrownBy(() -> Augmentation.of(config, STANDARD));
    }

    @Test
    void numbersThatPythonReadsAreTaken() {
        RandAugment policy = RandAugment.of("rand-m1_0 -mstd1e1-mmax0-t-t3a", STANDARD);
        assertThat(policy.ops()).hasSize(15).allSatisfy(op -> {
            assertThat(op.magnitude()).isEqualTo(10);
            assertThat(op.hparams().magnitudeStd()).hasValue(10);
        });
        // a largest magnitude of nothing is none
        AugmentOp op = new AugmentOp(AugmentOperation.of("Solarize"), 1, 5, STANDARD.orMagnitudeMax(0));
        assertThat(op.apply(grey(1, 200), Draws.seeded(1)).at(0, 0, 0)).isEqualTo(55);
    }

    @ParameterizedTest
    @EnumSource
    void operationsKeepSizeAndSourceAndTakeSmallAndGreyPictures(AugmentOperation operation) {
        for (Pixels image : List.of(ramp(1, 1, 3), ramp(1, 5, 1), ramp(9, 4, 3), ramp(6, 6, 1))) {
            byte[] before = image.data().clone();
            Pixels result = new AugmentOp(operation, 1, 9, STANDARD).apply(image, Draws.seeded(3));
            assertThat(result).hasToString(image.toString());
            assertThat(image.data()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rand-m9-mstd0.5-inc1",
                "rand-mstd101-tweights-n3",
                "augmix-m5",
                "augmix-b1",
                "v0",
                "original",
                "3a"
            })
    void policiesRepeatWithTheirDrawsAndChangePictures(String config) {
        Augmentation policy = Augmentation.of(config, STANDARD);
        Pixels image = ramp(24, 20, 3);
        List<Pixels> results = IntStream.range(0, 12)
                .mapToObj(seed -> policy.apply(image, Draws.seeded(seed)))
                .toList();
        assertThat(results)
                .isEqualTo(IntStream.range(0, 12)
                        .mapToObj(seed -> policy.apply(image, Draws.seeded(seed)))
                        .toList());
        assertThat(results).anySatisfy(result -> assertThat(result).isNotEqualTo(image));
        assertThat(results.stream().distinct().count()).isGreaterThan(3);
    }

    @Test
    void quarterTurnsMovePixelsAsTheyAre() {
        Pixels image = grey(2, 1, 2, 3, 4);
        assertThat(rotate(image, 90)).isEqualTo(grey(2, 2, 4, 1, 3));
        assertThat(rotate(image, 180)).isEqualTo(grey(2, 4, 3, 2, 1));
        assertThat(rotate(image, -90)).isEqualTo(grey(2, 3, 1, 4, 2));
        assertThat(rotate(image, 360)).isEqualTo(image);
        assertThat(rotate(grey(3, 1, 2, 3), 180)).isEqualTo(grey(3, 3, 2, 1));
    }

    private static Pixels rotate(Pixels image, double degrees) {
        return AugmentOperation.ROTATE.apply(image, degrees, STANDARD, () -> 0);
    }

    @Test
    void distortionsRefuseOtherFilters() {
        AugmentHparams lanczos = STANDARD.interpolation(Interpolation.LANCZOS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AugmentOperation.SHEAR_X.apply(ramp(4, 4, 3), 0.1, lanczos, () -> 0))
                .withMessage("distortions need nearest, bilinear or bicubic interpolation, got lanczos");
    }

    @Test
    void largePicturesAreSampledWithoutFixedPoint() {
        int width = 40_000;
        Pixels image = ramp(2, width, 1);
        Pixels moved = Affine.shearX(1).apply(image, Interpolation.NEAREST, 0);
        // half a pixel down is half a pixel to the side
        assertThat(moved.at(0, 100, 0)).isEqualTo(image.at(0, 101, 0));
        assertThat(moved.at(1, 100, 0)).isEqualTo(image.at(1, 102, 0));
        assertThat(moved.at(1, width - 1, 0)).isZero();
    }

    @Test
    void opsWithoutProbabilityStayAndDrawOnce() {
        int[] drawn = {0};
        Draws draws = () -> {
            drawn[0]++;
            return 0.9;
        };
        Pixels image = ramp(3, 3, 3);
        assertThat(new AugmentOp(AugmentOperation.INVERT, 0.5, 5, STANDARD).apply(image, draws))
                .isSameAs(image);
        assertThat(drawn[0]).isEqualTo(1);
    }

    @Test
    void weightedChoicesNeverRepeat() {
        List<AugmentOp> ops = List.of(
                new AugmentOp(AugmentOperation.INVERT, 1, 5, STANDARD),
                new AugmentOp(AugmentOperation.SOLARIZE_ADD, 1, 5, STANDARD));
        RandAugment both = new RandAugment(ops, 2, List.of(3.0, 1.0));
        assertThat(both.weights()).containsExactly(0.75, 0.25);
        Pixels image = Pixels.filled(1, 1, 20, 20, 20);
        // inverted first, then nothing is below 128; or 55 are added first
        assertThat(both.apply(image, () -> 0.74)).isEqualTo(Pixels.filled(1, 1, 235, 235, 235));
        assertThat(both.apply(image, () -> 0.76)).isEqualTo(Pixels.filled(1, 1, 180, 180, 180));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RandAugment(ops, 3, List.of(3.0, 1.0)))
                .withMessageContaining("cannot choose 3 layers from 2 operations");
    }

    @Test
    void textsThatAreNotUnderstoodNameThemselves() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Augmentation.of("rand-m9-x3", STANDARD))
                .withMessage("unknown setting 'x3' in 'rand-m9-x3'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Augmentation.of("v7", STANDARD))
                .withMessageContaining("unknown AutoAugment policy 'v7'");
        assertThatIllegalArgumentException().isThrownBy(() -> AugmentOperation.of("Cutout"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Augmentation.of("rand-m9.5", STANDARD))
                .withMessage("'m' takes a whole number, got '9.5'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Augmentation.of("v0-mstd0x", STANDARD))
                .withMessage("'mstd' takes a number, got '0x'");
    }

    @Test
    void allColoursBecomePillowsHueSaturationAndValueAndBack() {
        CRC32 there = new CRC32();
        CRC32 back = new CRC32();
        byte[] hsv = new byte[3 << 16];
        byte[] rgb = new byte[3 << 16];
        for (int first = 0; first < 256; first++) {
            for (int rest = 0; rest < 1 << 16; rest++) {
                put(hsv, rest, HueShift.toHsv(first, rest >> 8, rest & 0xff));
                put(rgb, rest, HueShift.toRgb(first, rest >> 8, rest & 0xff));
            }
            there.update(hsv);
            back.update(rgb);
        }
        // of Image.convert("HSV") and its way back over all colours in order, Pillow 13.0.0
        assertThat(there.getValue()).isEqualTo(3458698867L);
        assertThat(back.getValue()).isEqualTo(3410723089L);
    }

    private static void put(byte[] data, int pixel, int packed) {
        data[3 * pixel] = (byte) (packed >> 16);
        data[3 * pixel + 1] = (byte) (packed >> 8);
        data[3 * pixel + 2] = (byte) packed;
    }

    @Test
    void jitterAppliesItsFactorsInTheDrawnOrder() {
        Pixels image = ramp(5, 5, 3);
        assertThat(new ColorJitter(0, 0, 0, 0).apply(image, Draws.seeded(1))).isSameAs(image);
        Pixels jittered = new ColorJitter(0.4, 0, 0, 0).apply(image, () -> 0.25);
        assertThat(jittered).isEqualTo(Enhancement.brightness(image, 0.8));
        Draws half = () -> 0.5;
        assertThat(new ColorJitter(0.4, 0.4, 0.4, 0.1).apply(image, half)).isEqualTo(HueShift.apply(image, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ColorJitter(0.1, 0.1, 0.1, 0.6));
        assertThatIllegalArgumentException().isThrownBy(() -> ColorJitter.of(List.of(0.1, 0.2)));
    }

    @Test
    void bordersReflectAsOftenAsNeeded() {
        assertThat(IntStream.rangeClosed(-5, 6).map(i -> Borders.reflect(i, 3)))
                .containsExactly(1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2);
        assertThat(Borders.reflect(-7, 1)).isZero();
    }

    @Test
    void blurKeepsEvenPicturesAndSpreadsTheRest() {
        Pixels even = Pixels.filled(5, 30, 77, 78, 79);
        assertThat(KernelBlur.standard().blur(even, 2)).isEqualTo(even);
        assertThat(BoxBlur.gaussian(even, 2)).isEqualTo(even);
        Pixels dot = Pixels.filled(31, 31, 0);
        dot.data()[15 * 31 + 15] = (byte) 255;
        int sum = 0;
        for (byte value : KernelBlur.standard().blur(dot, 1).data()) {
            sum += value & 0xff;
        }
        assertThat(sum).isCloseTo(255, within(10));
        assertThat(KernelBlur.standard().blur(dot, 1).at(15, 15, 0)).isEqualTo(41);
        assertThatIllegalArgumentException().isThrownBy(() -> new KernelBlur(4, 0.1, 2));
    }
}
