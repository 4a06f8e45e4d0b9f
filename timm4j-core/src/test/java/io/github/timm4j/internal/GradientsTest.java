package io.github.timm4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GradientsTest {
    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final NDArray x = manager.create(new float[] {1, 2, 3});
    private final NDArray unused = manager.create(new float[] {1});

    @BeforeEach
    void requireGradients() {
        x.setRequiresGradient(true);
        unused.setRequiresGradient(true);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private void backward(boolean createGraph) {
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            Gradients.backward(x.pow(3).sum(), createGraph);
        }
    }

    @Test
    void aParameterThatNoBackwardPassReachedHasNone() {
        assertThat(Gradients.of(unused)).isNull();
        Gradients.zero(List.of(x, unused));
        assertThat(Gradients.of(x)).isNull();
    }

    @Test
    void gradientsAccumulateUntilTheyAreZeroed() {
        backward(false);
        backward(false);
        assertThat(Gradients.of(x).toFloatArray()).containsExactly(6, 24, 54);
        Gradients.zero(List.of(x, unused));
        backward(false);
        assertThat(Gradients.of(x).toFloatArray()).containsExactly(3, 12, 27);
    }

    @Test
    void gradientsWithTheirGraphGiveProductsWithTheHessian() {
        backward(true);
        NDArray gradient = Gradients.of(x);
        assertThat(Gradients.carryGraph(List.of(gradient))).isTrue();
        NDArray vector = manager.create(new float[] {1, -1, 2});
        for (boolean keep : new boolean[] {true, false}) {
            try (NDList products = Gradients.products(List.of(gradient), List.of(x), List.of(vector), keep)) {
                assertThat(products.head().toFloatArray()).containsExactly(6, -12, 36);
            }
        }
    }

    @Test
    void aProductIsZeroWhereTheGradientsDoNotDependOnTheParameter() {
        backward(true);
        NDArray vector = manager.ones(x.getShape());
        try (NDList products = Gradients.products(List.of(Gradients.of(x)), List.of(unused), List.of(vector), false)) {
            assertThat(products.head().toFloatArray()).containsExactly(0);
        }
    }

    @Test
    void releasedGradientsKeepTheirValuesOnly() {
        backward(true);
        NDArray gradient = Gradients.of(x);
        Gradients.release(List.of(gradient));
        assertThat(Gradients.carryGraph(List.of(Gradients.of(x)))).isFalse();
        assertThat(gradient.toFloatArray()).containsExactly(3, 12, 27);
    }

    @Test
    void ordinaryGradientsCarryNoGraph() {
        backward(false);
        assertThat(Gradients.carryGraph(List.of(Gradients.of(x)))).isFalse();
    }
}
