package io.github.timm4j.train.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.loss.ClassificationLoss;
import io.github.timm4j.loss.CrossEntropy;
import java.util.LinkedHashMap;
import java.util.Map;

/** Loss and accuracy of one label a sample: {@code loss}, {@code top1}, {@code top5}; source: timm.task.evaluator. */
public final class ClassificationEvaluator implements Evaluator {
    private static final int TOP = 5;

    private final ClassificationLoss criterion;
    private long samples;
    private double lossSum;
    private long first;
    private long amongTop;

    /** Measures with cross-entropy. */
    public ClassificationEvaluator() {
        this(new CrossEntropy());
    }

    /**
     * Measures with another loss.
     *
     * @param criterion of logits and class indices
     */
    public ClassificationEvaluator(ClassificationLoss criterion) {
        this.criterion = criterion;
    }

    @Override
    public void update(NDArray output, NDArray target) {
        if (output.getShape().dimension() != 2
                || target.getShape().dimension() != 1
                || target.getShape().get(0) != output.getShape().get(0)) {
            throw new IllegalArgumentException("expected logits (batch, classes) and class indices (batch), found "
                    + output.getShape() + " and " + target.getShape());
        }
        int count = (int) output.getShape().get(0);
        if (count == 0) {
            return;
        }
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray logits = output.toType(DataType.FLOAT32, false);
            lossSum += criterion.loss(logits, target).getFloat() * count;
            int k = (int) Math.min(TOP, logits.getShape().get(1));
            long[] best = logits.topK(k, 1, true, true).get(1).toLongArray();
            long[] wanted = target.toType(DataType.INT64, false).toLongArray();
            for (int i = 0; i < count; i++) {
                count(best, i * k, k, wanted[i]);
            }
        }
        samples += count;
    }

    private void count(long[] best, int from, int k, long wanted) {
        for (int place = 0; place < k; place++) {
            if (best[from + place] == wanted) {
                first += place == 0 ? 1 : 0;
                amongTop++;
                return;
            }
        }
    }

    @Override
    public Metrics compute() {
        double all = Math.max(samples, 1);
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss", lossSum / all);
        values.put("top1", 100 * first / all);
        values.put("top5", 100 * amongTop / all);
        return new Metrics(values);
    }
}
