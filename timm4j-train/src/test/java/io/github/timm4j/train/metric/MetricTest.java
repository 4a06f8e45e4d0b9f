package io.github.timm4j.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class MetricTest {
    @Test
    void aMeterThatWasResetIsNew() {
        AverageMeter meter = new AverageMeter();
        meter.update(4);
        meter.update(1, 3);
        assertThat(meter.average()).isEqualTo(1.75);
        meter.reset();
        assertThat(meter.average()).isZero();
        assertThat(meter.value()).isZero();
        assertThat(meter.sum()).isZero();
        assertThat(meter.count()).isZero();
    }

    @Test
    void classIndicesMayBeOfAnyIntegerType() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray logits = manager.create(new float[] {1, 3, 2, 3, 2, 1}, new Shape(2, 3));
            NDArray target = manager.create(new int[] {1, 1});
            assertThat(Accuracy.topk(logits, target, 1, 2)).containsExactly(50, 100);
            assertThat(Accuracy.topk(logits.toType(DataType.FLOAT16, true), target, 1))
                    .containsExactly(50);
        }
    }

    @Test
    void nothingIsLeftInTheCallersManager() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray logits = manager.ones(new Shape(2, 3));
            NDArray target = manager.create(new long[] {0, 1});
            Accuracy.topk(logits, target, 3);
            assertThat(manager.getManagedArrays()).containsExactlyInAnyOrder(logits, target);
        }
    }

    @Test
    void shapesAndDepthsAreChecked() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray logits = manager.ones(new Shape(2, 3));
            NDArray target = manager.create(new long[] {0, 1});
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Accuracy.topk(logits, manager.create(new long[3]), 1))
                    .withMessageContaining("found (2, 3) and (3)");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Accuracy.topk(logits, target, 1, 0))
                    .withMessageContaining("[1, 0]");
            assertThatIllegalArgumentException().isThrownBy(() -> BatchSizes.smaller(8, 0, false));
        }
    }
}
