package io.github.timm4j.data.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.data.random.Draws;
import io.github.timm4j.data.random.Range;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MixupTest {
    private static final Shape SHAPE = new Shape(6, 3, 8, 8);
    private static final MixLabels LABELS = MixLabels.single(10, 0.1);
    private static final int[] TARGET = {0, 1, 2, 3, 4, 5};

    /** Each sample is one level, 40 times its number. */
    private static ByteBuffer levels() {
        ByteBuffer batch = ByteBuffer.allocateDirect((int) SHAPE.size());
        for (int i = 0; i < SHAPE.size(); i++) {
            batch.put(i, (byte) (i / 192 * 40));
        }
        return batch;
    }

    @ParameterizedTest
    @EnumSource
    void labelsFollowThePixels(MixMode mode) {
        for (int seed = 0; seed < 20; seed++) {
            Mixup mixup = new Mixup(MixupConfig.of(0.8, 1).mode(mode), MixLabels.single(6, 0));
            ByteBuffer batch = levels();
            float[][] labels = mixup.collate(batch, SHAPE, TARGET, Draws.seeded(seed));
            assertThat(labels).hasDimensions(mode == MixMode.HALF ? 3 : 6, 6);
            for (int i = 0; i < labels.length; i++) {
                double expected = 0;
                double sum = 0;
                for (int c = 0; c < 6; c++) {
                    expected += labels[i][c] * 40 * c;
                    sum += labels[i][c];
                }
                double mean = 0;
                for (int at = 0; at < 192; at++) {
                    mean += (batch.get(i * 192 + at) & 0xff) / 192.0;
                }
                assertThat(sum).isCloseTo(1, within(1e-6));
                // half a level of rounding
                assertThat(mean).isCloseTo(expected, within(0.51));
            }
        }
    }

    @Test
    void theDeviceGivesWhatTheHostGives() {
        for (MixMode mode : new MixMode[] {MixMode.BATCH, MixMode.PAIR, MixMode.ELEM}) {
            Mixup mixup = new Mixup(MixupConfig.of(0.8, 1).mode(mode), LABELS);
            ByteBuffer batch = levels();
            float[] before = floats(batch);
            float[][] labels = mixup.collate(batch, SHAPE, TARGET, Draws.seeded(3));
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray data = manager.create(before, SHAPE);
                Mixup.Batch mixed = mixup.mix(data, manager.create(TARGET), Draws.seeded(3));
                float[] after = floats(batch);
                float[] values = mixed.data().toFloatArray();
                for (int i = 0; i < after.length; i++) {
                    assertThat(after[i]).isCloseTo(values[i], within(0.501f));
                }
                assertThat(mixed.target().get(2).toFloatArray()).containsExactly(labels[2], within(1e-6f));
                assertThat(data.toFloatArray()).isEqualTo(before);
            }
        }
    }

    private static float[] floats(ByteBuffer batch) {
        float[] values = new float[batch.limit()];
        for (int i = 0; i < values.length; i++) {
            values[i] = batch.get(i) & 0xff;
        }
        return values;
    }

    @Test
    void fromItsLastEpochOnOnlyLabelsAreSmoothed() {
        Mixup mixup = new Mixup(MixupConfig.of(0.8, 0).offEpoch(3), LABELS);
        ByteBuffer batch = levels();
        mixup.epoch(3);
        float[][] labels = mixup.collate(batch, SHAPE, TARGET, () -> 0.3);
        assertThat(batch).isEqualTo(levels());
        assertThat(labels[1][1]).isCloseTo(0.91f, within(1e-6f));
        assertThat(labels[1][4]).isCloseTo(0.01f, within(1e-6f));
        mixup.epoch(2);
        mixup.collate(batch, SHAPE, TARGET, () -> 0.3);
        assertThat(batch).isNotEqualTo(levels());
    }

    @Test
    void probabilityZeroMixesNothing() {
        Mixup mixup = new Mixup(MixupConfig.of(0.8, 1).probabilities(0, 0.5).mode(MixMode.PAIR), LABELS);
        ByteBuffer batch = levels();
        mixup.collate(batch, SHAPE, TARGET, Draws.seeded(1));
        assertThat(batch).isEqualTo(levels());
    }

    @Test
    void halfPrecisionStaysHalf() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray data = manager.ones(SHAPE).toType(DataType.FLOAT16, true);
            Mixup mixup = new Mixup(MixupConfig.of(0.8, 1).mode(MixMode.ELEM), LABELS);
            Mixup.Batch mixed = mixup.mix(data, manager.create(TARGET), Draws.seeded(1));
            assertThat(mixed.data().getDataType()).isEqualTo(DataType.FLOAT16);
            assertThat(mixed.target().getDataType()).isEqualTo(DataType.FLOAT32);
        }
    }

    @Test
    void wrongBatchesAreRefused() {
        Mixup mixup = new Mixup(MixupConfig.of(0.8, 0), LABELS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mixup.collate(levels(), new Shape(5, 3, 8, 8), new int[5], () -> 0.1))
                .withMessage("mixing needs an even number of samples, got 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mixup.collate(levels(), SHAPE, new int[] {1, 2}, () -> 0.1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mixup.collate(levels(), SHAPE, new int[] {1, 2, 3, 4, 5, 10}, () -> 0.1))
                .withMessage("labels must be in [0, 10), got 10");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mixup.collate(levels(), SHAPE, new float[6][10], () -> 0.1));
        try (NDManager manager = NDManager.newBaseManager()) {
            Mixup half = new Mixup(MixupConfig.of(0.8, 0).mode(MixMode.HALF), LABELS);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> half.mix(manager.ones(SHAPE), manager.create(TARGET), () -> 0.1))
                    .withMessageContaining("by batch, pair or elem");
        }
    }

    @Test
    void configurationsNeedSomethingToDo() {
        assertThatIllegalArgumentException().isThrownBy(() -> MixupConfig.of(0, 0));
        assertThat(new MixupConfig(0, 0, Optional.of(new Range(0.2, 0.8)), 1, 0.5, MixMode.BATCH, true, 0)
                        .cutmixAlpha())
                .isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MixMode.of("all"))
                .withMessage("unknown mixup mode 'all', expected one of batch, pair, elem, half");
    }
}
