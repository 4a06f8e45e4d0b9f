package io.github.timm4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.timm4j.nn.Activation;
import org.junit.jupiter.api.Test;

class DevicesTest {
    @Test
    void theVariableChoosesTheDevice() {
        assertThat(Devices.preferred("cpu")).isEqualTo(Device.cpu());
    }

    @Test
    void aMissingCudaDeviceIsNamed() {
        assertThatThrownBy(() -> Devices.of("cuda:63"))
                .isInstanceOf(TimmException.class)
                .hasMessageContaining("CUDA device 63");
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThatThrownBy(() -> Devices.of("tpu")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void threadsAreSet() {
        int before = Devices.threads();
        Devices.setThreads(1);
        assertThat(Devices.threads()).isEqualTo(1);
        Devices.setThreads(before);
        assertThatThrownBy(() -> Devices.setThreads(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCudaDeviceComputes() {
        assumeTrue(Engine.getEngine("PyTorch").getGpuCount() > 0, "no CUDA device here");
        try (NDManager manager = NDManager.newBaseManager(Device.gpu())) {
            NDArray y = Activation.SILU.apply(manager.create(new float[] {0}));
            assertThat(y.getFloat()).isZero();
        }
    }
}
