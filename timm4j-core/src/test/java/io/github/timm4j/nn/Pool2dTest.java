package io.github.timm4j.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class Pool2dTest {
    @Test
    void meanInsideDoesNotCountItsPadding() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            NDArray ones = manager.ones(new Shape(1, 1, 4, 4));
            assertThat(Pool2d.avgInside(3, 1, Padding.of(1)).forward(ones).toFloatArray())
                    .containsOnly(1f);
            float corner = Pool2d.avg(3, 1, Padding.of(1)).forward(ones).toFloatArray()[0];
            assertThat(corner).isEqualTo(4 / 9f);
        }
    }
}
