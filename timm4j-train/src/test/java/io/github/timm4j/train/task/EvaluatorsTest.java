package io.github.timm4j.train.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The expected numbers are those of timm 1.0.31's evaluators. */
class EvaluatorsTest {
    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private static void measures(Evaluator evaluator, Map<String, Double> expected) {
        Metrics metrics = evaluator.compute();
        assertThat(metrics.values()).containsOnlyKeys(expected.keySet());
        expected.forEach((name, value) -> assertThat(metrics.get(name)).as(name).isEqualTo(value, within(1e-4)));
    }

    @Test
    void oneLabelASampleIsMeasuredOverBatches() {
        float[] logits = new float[6 * 7];
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 7; j++) {
                logits[i * 7 + j] = 0.1f * ((i * 7 + j * 3) % 11) + 0.001f * j;
            }
        }
        NDArray all = manager.create(logits, new Shape(6, 7));
        Evaluator evaluator = new ClassificationEvaluator();
        evaluator.update(all.get("0:4"), manager.create(new long[] {0, 3, 6, 2}));
        evaluator.update(all.get("4:"), manager.create(new long[] {5, 1}));
        measures(evaluator, Map.of("loss", 1.9133225, "top1", 33.3333333, "top5", 83.3333333));
    }

    @Test
    void severalLabelsASampleAreMeasuredOverBatches() {
        NDArray logits = manager.create(new float[] {1, 1, 1, -1, 0.5f, 2, 1, 0, 0, 0}, new Shape(5, 2));
        NDArray labels = manager.create(new float[] {1, 0, 0, 1, 1, 1, 0, 0, 1, 0}, new Shape(5, 2));
        Evaluator evaluator = new MultiLabelEvaluator(0.5);
        evaluator.update(logits.get("0:3"), labels.get("0:3"));
        evaluator.update(logits.get("3:"), labels.get("3:"));
        measures(
                evaluator,
                Map.of(
                        "loss",
                        0.8246755,
                        "map",
                        58.8888889,
                        "micro_f1",
                        57.1428571,
                        "macro_f1",
                        54.1666667,
                        "sample_f1",
                        46.6666667));
    }

    @Test
    void softLabelsCountFromOneHalf() {
        NDArray logits =
                manager.create(new float[] {1, -.5f, 2, .3f, .1f, .2f, -1.5f, 3, 2.5f, 0, .5f, -1}, new Shape(3, 4));
        NDArray labels = manager.create(new float[] {1, 0, 1, 0, 0, 0, 1, 1, 1, 0, .4f, 1}, new Shape(3, 4));
        Evaluator evaluator = new MultiLabelEvaluator(0.4);
        evaluator.update(logits, labels);
        measures(
                evaluator,
                Map.of(
                        "loss",
                        0.6600445,
                        "map",
                        66.6666667,
                        "micro_f1",
                        53.3333333,
                        "macro_f1",
                        45.0,
                        "sample_f1",
                        53.3333333));
    }

    @Test
    void nothingMeasuredIsZero() {
        assertThat(new ClassificationEvaluator().compute().get("top1")).isZero();
        assertThat(new MultiLabelEvaluator(0.5).compute().get("map")).isZero();
    }

    @Test
    void targetsOfAnotherKindAreRefused() {
        NDArray logits = manager.zeros(new Shape(2, 3));
        assertThatThrownBy(() -> new ClassificationEvaluator().update(logits, manager.zeros(new Shape(2, 3))))
                .hasMessageContaining("class indices");
        assertThatThrownBy(() -> new MultiLabelEvaluator(0.5).update(logits, manager.zeros(new Shape(2))))
                .hasMessageContaining("(2, 3)");
        assertThatThrownBy(() -> new MultiLabelEvaluator(1)).hasMessageContaining("found 1.0");
        assertThatThrownBy(() -> Metrics.NONE.get("top1")).hasMessageContaining("top1");
    }
}
