package io.github.timm4j.train.ema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.StateDictException;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.train.ema.EmaStorage.Precision;
import io.github.timm4j.weights.TensorType;
import io.github.timm4j.weights.WeightTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelEmaTest {
    private static final EmaRule HALF = EmaRule.V3.of(0.5);
    private static final EmaStorage IN_BFLOAT16 = EmaStorage.DEFAULTS.in(Precision.BFLOAT16);

    private static float[] values(ModelEma ema, String key) {
        return ema.weights().get(key).toFloats();
    }

    @Test
    void anAverageIsInTheModelWhileItIsAppliedAndTheWeightsComeBackBitForBit() {
        try (EmaNet net = new EmaNet();
                ModelEma ema = net.average(HALF, EmaStorage.DEFAULTS)) {
            net.at(1);
            ema.update();
            float[] trained = net.values("fc.weight");
            float[] average = values(ema, "fc.weight");
            try (ModelEma.Applied applied = ema.apply()) {
                assertThat(net.values("fc.weight")).isEqualTo(average);
                assertThatIllegalStateException()
                        .isThrownBy(ema::update)
                        .withMessageContaining("close what apply() returned");
                assertThat(applied).isNotNull();
            }
            assertThat(net.values("fc.weight")).isEqualTo(trained);
            assertThat(net.arrays.get("fc.weight").hasGradient()).isTrue();
            ema.update();
            assertThat(values(ema, "fc.weight")).isNotEqualTo(average);
        }
    }

    @Test
    void trainedWeightsComeBackBitForBitFromACoarserAverageToo() {
        try (EmaNet net = new EmaNet();
                ModelEma ema = net.average(HALF, IN_BFLOAT16)) {
            net.at(3);
            float[] trained = net.values("bn.running_var");
            ModelEma.Applied applied = ema.apply();
            assertThat(net.values("bn.running_var")).isNotEqualTo(trained);
            applied.close();
            applied.close();
            assertThat(net.values("bn.running_var")).isEqualTo(trained);
        }
    }

    @Test
    void averagesInBfloat16MoveByLessThanTheirResolutionWhenRoundedByChance() {
        var oracle = Fixtures.json("utils/ema.json.gz").get("bf16_stochastic_rounding");
        double mean =
                bfloat16Mean(oracle.get("updates").asInt(), oracle.get("decay").asDouble(), IN_BFLOAT16);
        assertThat(mean).isCloseTo(oracle.get("expected_mean_exact").asDouble(), within(0.02));
        EmaStorage nearest = new EmaStorage(null, Precision.BFLOAT16, false, 0);
        assertThat(bfloat16Mean(200, oracle.get("decay").asDouble(), nearest)).isEqualTo(1);
    }

    private static double bfloat16Mean(int updates, double decay, EmaStorage storage) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray weight = manager.ones(new Shape(40, 25));
            try (ModelEma ema = new ModelEma(() -> Map.of("w", weight), List.of(), EmaRule.V3.of(decay), storage)) {
                weight.addi(1);
                for (int i = 0; i < updates; i++) {
                    ema.update();
                }
                WeightTensor average = ema.weights().get("w");
                assertThat(average.type()).isEqualTo(TensorType.BF16);
                double sum = 0;
                for (float value : average.toFloats()) {
                    sum += value;
                }
                return sum / average.elements();
            }
        }
    }

    @Test
    void chanceDependsOnSeedAndStepAlone() {
        assertThat(rounded(7, 0))
                .isEqualTo(rounded(7, 0))
                .isNotEqualTo(rounded(8, 0))
                .isNotEqualTo(rounded(7, 1));
    }

    private static float[] rounded(long step, long seed) {
        try (EmaNet net = new EmaNet();
                ModelEma ema = net.average(EmaRule.V3.of(0.99), new EmaStorage(null, Precision.BFLOAT16, true, seed))) {
            net.at(1);
            ema.update(step);
            return values(ema, "fc.weight");
        }
    }

    @Test
    void aHalfPrecisionModelMayHaveASinglePrecisionAverage() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray weight = manager.ones(new Shape(3)).toType(DataType.FLOAT16, false);
            EmaStorage single = EmaStorage.DEFAULTS.in(Precision.FLOAT32).on(Device.cpu());
            try (ModelEma ema = new ModelEma(() -> Map.of("w", weight), List.of(), EmaRule.V3.of(0.9999), single)) {
                weight.addi(1);
                ema.update();
                assertThat(values(ema, "w")).containsOnly(new float[] {1.0001f}, within(1e-6f));
                ema.apply().close();
                assertThat(weight.getDataType()).isEqualTo(DataType.FLOAT16);
                assertThat(weight.toType(DataType.FLOAT32, false).toFloatArray())
                        .containsOnly(2f);
            }
        }
    }

    @Test
    void savedAveragesAreLoadedBackAndTheCountGoesOn() {
        try (EmaNet net = new EmaNet();
                ModelEma first = net.average(HALF, EmaStorage.DEFAULTS);
                ModelEma second = net.average(HALF, EmaStorage.DEFAULTS)) {
            net.at(1);
            first.update();
            second.load(first.weights());
            second.resumeAt(first.updates());
            assertThat(values(second, "bn.bias")).isEqualTo(values(first, "bn.bias"));
            assertThat(second.weights().get("bn.num_batches_tracked").toLongs()).containsExactly(10);
            assertThat(second.updates()).isEqualTo(1);
            assertThat(second.rule()).isEqualTo(HALF);
        }
    }

    @Test
    void whatDoesNotFitChangesNothing() {
        try (EmaNet net = new EmaNet();
                ModelEma ema = net.average(HALF, EmaStorage.DEFAULTS)) {
            float[] before = values(ema, "fc.bias");
            Map<String, WeightTensor> other = new LinkedHashMap<>(ema.weights());
            other.put("fc.bias", WeightTensor.of(new float[2], 2));
            assertThatThrownBy(() -> ema.load(other))
                    .isInstanceOf(StateDictException.class)
                    .hasMessageContaining("fc.bias: expected [4], found [2]");
            other.remove("fc.bias");
            other.put("more", WeightTensor.of(new float[2], 2));
            assertThatThrownBy(() -> ema.load(other))
                    .isInstanceOf(StateDictException.class)
                    .hasMessageContaining("missing: [fc.bias]; unexpected: [more]");
            assertThat(values(ema, "fc.bias")).isEqualTo(before);
        }
    }

    @Test
    void aClosedAverageOrOneOfAnotherModelSaysSo() {
        try (EmaNet net = new EmaNet()) {
            ModelEma ema = net.average(HALF, EmaStorage.DEFAULTS);
            net.arrays.remove("fc.bias");
            assertThatIllegalStateException().isThrownBy(ema::set).withMessageContaining("no fc.bias any more");
            ema.close();
            ema.close();
            assertThatIllegalStateException().isThrownBy(ema::update).withMessageContaining("closed");
        }
    }

    @Test
    void decaysLieBetweenZeroAndOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EmaRule.V1(1.5))
                .withMessageContaining("from 0 to 1, found 1.5");
        assertThatIllegalArgumentException().isThrownBy(() -> new EmaRule.V2(Double.NaN));
        assertThat(new EmaRule.V2(EmaRule.DEFAULT_DECAY).decay(5)).isEqualTo(0.9999);
        assertThat(EmaRule.V3.DEFAULTS.decay(2)).isEqualTo(0.9999);
    }
}
