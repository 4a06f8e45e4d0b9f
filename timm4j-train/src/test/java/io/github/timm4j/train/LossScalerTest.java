package io.github.timm4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.timm4j.StateDictException;
import io.github.timm4j.weights.PlainValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LossScalerTest {
    @Test
    void theScaleGrowsAfterGoodUpdatesAndFallsAfterABadOne() {
        LossScaler scaler = new LossScaler(65536, 2, 0.5, 2);
        scaler.update(true);
        assertThat(scaler.scale()).isEqualTo(65536);
        scaler.update(true);
        assertThat(scaler.scale()).isEqualTo(131072);
        scaler.update(false);
        assertThat(scaler.scale()).isEqualTo(65536);
        assertThat(scaler.skipped()).isEqualTo(1);
        scaler.update(true);
        scaler.update(true);
        assertThat(scaler.scale()).isEqualTo(131072);
    }

    @Test
    void theScaleNeverBecomesInfinite() {
        LossScaler scaler = new LossScaler(3e38, 2, 0.5, 1);
        double before = scaler.scale();
        scaler.update(true);
        assertThat(scaler.scale()).isEqualTo(before);
    }

    @Test
    void gradientsAreDividedByTheScaleAndOverflowIsFound() {
        LossScaler scaler = new LossScaler(8, 2, 0.5, 10);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray one = manager.create(new float[] {8, -16});
            NDArray other = manager.create(new float[] {4});
            assertThat(scaler.unscale(List.of(one, other))).isTrue();
            assertThat(one.toFloatArray()).containsExactly(1, -2);
            assertThat(other.toFloatArray()).containsExactly(0.5f);
            NDArray bad = manager.create(new float[] {1, Float.POSITIVE_INFINITY});
            assertThat(scaler.unscale(List.of(one, bad))).isFalse();
            assertThat(scaler.unscale(List.of(manager.create(new float[] {Float.NaN}))))
                    .isFalse();
            assertThat(scaler.unscale(List.of())).isTrue();
        }
    }

    @Test
    void theStateHasPyTorchsNames() {
        LossScaler scaler = new LossScaler();
        scaler.update(true);
        PlainValue.Dict state = scaler.stateDict();
        assertThat(state.get("scale")).isEqualTo(PlainValue.of(65536.0));
        assertThat(state.get("_growth_tracker")).isEqualTo(PlainValue.of(1));
        assertThat(state.items()).hasSize(5);
        LossScaler other = new LossScaler(1, 2, 0.5, 2000);
        other.loadStateDict(state);
        assertThat(other.stateDict()).isEqualTo(state);
        assertThatThrownBy(() -> other.loadStateDict(PlainValue.dict(Map.of())))
                .isInstanceOf(StateDictException.class)
                .hasMessageContaining("scale");
        assertThatThrownBy(() -> new LossScaler(1, 0.5, 2, 10)).hasMessageContaining("growth factor above 1");
    }
}
