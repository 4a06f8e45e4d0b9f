package io.github.timm4j.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.data.loader.Batch;
import io.github.timm4j.data.loader.BatchSource;
import io.github.timm4j.data.loader.Batches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
    /** Logits of six pictures, with their classes 0, 1, 2, 2, 1, 0; four are right. */
    private static final float[][] LOGITS = {
        {3, 1, 0}, {0, 2, 1}, {0, 5, 4}, {0, 1, 2}, {2, 3, 0}, {1, 2, 0},
    };

    private static final long[] TARGETS = {0, 1, 2, 2, 1, 0};

    /** Batches of two whose pictures are the logits themselves. */
    private static final class Logits implements BatchSource {
        private final List<NDArray> open = new ArrayList<>();

        @Override
        public Batches epoch(int epoch, NDManager manager) {
            return new Batches() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < TARGETS.length;
                }

                @Override
                public Batch next() {
                    float[] values = new float[6];
                    System.arraycopy(LOGITS[next], 0, values, 0, 3);
                    System.arraycopy(LOGITS[next + 1], 0, values, 3, 3);
                    NDArray images = manager.create(values, new Shape(2, 3));
                    open.add(images);
                    long[] targets = {TARGETS[next], TARGETS[next + 1]};
                    next += 2;
                    return new Batch(images, manager.create(targets));
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public int batches() {
            return 3;
        }

        @Override
        public int samples() {
            return 6;
        }
    }

    private static EvaluationResult evaluate(EvaluationOptions options, int batches) {
        Logits source = new Logits();
        try (NDManager manager = NDManager.newBaseManager()) {
            int[] seen = {0};
            EvaluationResult result =
                    Evaluation.run(NDArray::duplicate, source, manager, options, (size, soFar) -> ++seen[0] < batches);
            assertThat(source.open).allMatch(NDArray::isReleased);
            return result;
        }
    }

    @Test
    void countsLossAndHits() {
        EvaluationResult result = evaluate(EvaluationOptions.DEFAULTS, 9);
        assertThat(result.samples()).isEqualTo(6);
        assertThat(result.top1()).isCloseTo(400 / 6.0, within(1e-9));
        assertThat(result.top5()).isEqualTo(100);
        // the mean of log(sum(exp(logits))) - logits[target], computed apart from this code
        assertThat(result.loss()).isCloseTo(0.676642, within(1e-5));
        assertThat(result.classes().recall(Average.MACRO)).isCloseTo((0.5 + 1 + 0.5) / 3, within(1e-9));
        assertThat(result.classes().precision(Average.MACRO)).isCloseTo((1 + 0.5 + 1) / 3, within(1e-9));
        assertThat(result.classes().f1(Average.WEIGHTED)).isCloseTo((2 / 3.0 + 2 / 3.0 + 2 / 3.0) / 3, within(1e-9));
        assertThat(result.classes().f1(Average.MICRO)).isCloseTo(4 / 6.0, within(1e-9));
    }

    @Test
    void endsWhereTheListenerSaysSo() {
        assertThat(evaluate(EvaluationOptions.DEFAULTS, 2).samples()).isEqualTo(4);
    }

    @Test
    void picksTheValidOutputs() {
        assertThatThrownBy(() -> evaluate(new EvaluationOptions(List.of(0, 1), null, null), 9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("class 2")
                .hasMessageContaining("2 outputs");
    }

    @Test
    void realLabelsReplaceThoseOfTheData(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("real.json"), "[[1], [0, 1], [], [2], [0], [1]]");
        List<String> names = List.of(
                "ILSVRC2012_val_00000002.JPEG",
                "ILSVRC2012_val_00000001.JPEG",
                "ILSVRC2012_val_00000003.JPEG",
                "ILSVRC2012_val_00000004.JPEG",
                "ILSVRC2012_val_00000005.JPEG",
                "ILSVRC2012_val_00000006.JPEG");
        EvaluationResult result = evaluate(new EvaluationOptions(List.of(), RealLabels.read(file, names), null), 9);
        assertThat(result.top1()).isEqualTo(80);
        assertThat(result.top5()).isEqualTo(100);
        RealLabels others = RealLabels.read(file, List.of("cat.jpg"));
        assertThatThrownBy(() -> others.add(List.of(1))).hasMessageContaining("cat.jpg");
        Files.writeString(file, "{}");
        assertThatThrownBy(() -> RealLabels.read(file, names)).hasMessageContaining("expected a list");
    }

    @Test
    void smallerBatchesFollowTimmsSteps() {
        List<Integer> sizes = new ArrayList<>();
        String result = SmallerBatches.run(
                256,
                size -> {
                    if (size > 48) {
                        throw new EngineException("CUDA out of memory. Tried to allocate 2 GiB");
                    }
                    return "ran at " + size;
                },
                sizes::add);
        assertThat(result).isEqualTo("ran at 48");
        assertThat(sizes).containsExactly(192, 128, 96, 64, 48);
        assertThatThrownBy(() -> SmallerBatches.run(
                        2,
                        size -> {
                            throw new EngineException("[enforce fail] DefaultCPUAllocator: can't allocate memory");
                        },
                        sizes::add))
                .hasMessageContaining("allocate");
        assertThatThrownBy(() -> SmallerBatches.run(
                        64,
                        size -> {
                            throw new EngineException("shapes do not match");
                        },
                        sizes::add))
                .hasMessageContaining("shapes");
    }
}
