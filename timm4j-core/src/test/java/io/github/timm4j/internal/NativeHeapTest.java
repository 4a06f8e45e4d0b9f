package io.github.timm4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.sun.jna.Function;
import io.github.timm4j.nn.ProcessMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class NativeHeapTest {
    @Test
    void theEngineStartsWithLargePages() {
        Engines.start();
        String option = (String)
                Function.getFunction("c", "getenv").invoke(String.class, new Object[] {"THP_MEM_ALLOC_ENABLE"});
        assertThat(option).isNotNull();
    }

    @Test
    void freeMemoryGoesBackToTheSystem() {
        Engines.start();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            List<NDArray> freed = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                freed.add(manager.ones(new Shape(256, 1024)));
                manager.ones(new Shape(16)); // holds the heap together
            }
            double full = ProcessMemory.residentMib();
            freed.forEach(NDArray::close);
            NativeHeap.giveBack();
            assertThat(full - ProcessMemory.residentMib()).isGreaterThan(150);
        }
    }
}
