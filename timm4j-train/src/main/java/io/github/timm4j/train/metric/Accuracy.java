package io.github.timm4j.train.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;

/** How often the right class is among the best. Source: timm.utils.metrics. */
public final class Accuracy {
    private Accuracy() {}

    /**
     * Computes top-k accuracy; a k beyond the number of classes counts all of them.
     *
     * @param logits {@code (B, classes)}
     * @param target class indices {@code (B)} of any integer type
     * @param topk one or several k, each at least 1
     * @return percent for each k
     * @throws IllegalArgumentException where shapes do not fit or a k is below 1
     */
    public static double[] topk(NDArray logits, NDArray target, int... topk) {
        check(logits, target, topk);
        int largest = Arrays.stream(topk).max().orElseThrow();
        int depth = (int) Math.min(largest, logits.getShape().get(1));
        boolean[] hits = hits(logits, target, depth);
        double[] percent = new double[topk.length];
        for (int i = 0; i < topk.length; i++) {
            percent[i] = count(hits, depth, Math.min(topk[i], depth)) * 100.0 / target.size();
        }
        return percent;
    }

    private static boolean[] hits(NDArray logits, NDArray target, int depth) {
        try (NDManager scratch = logits.getManager().newSubManager()) {
            NDList best = logits.topK(depth, 1);
            best.attach(scratch);
            NDArray classes = target.toType(DataType.INT64, true);
            classes.attach(scratch);
            NDArray column = classes.reshape(-1, 1);
            column.attach(scratch);
            NDArray found = best.get(1).eq(column);
            found.attach(scratch);
            return found.toBooleanArray();
        }
    }

    private static long count(boolean[] hits, int depth, int k) {
        long count = 0;
        for (int i = 0; i < hits.length; i++) {
            count += hits[i] && i % depth < k ? 1 : 0;
        }
        return count;
    }

    private static void check(NDArray logits, NDArray target, int... topk) {
        if (logits.getShape().dimension() != 2
                || target.getShape().dimension() != 1
                || logits.getShape().get(0) != target.size()
                || target.size() == 0) {
            throw new IllegalArgumentException("expected logits (batch, classes) and class indices (batch), found "
                    + logits.getShape() + " and " + target.getShape());
        }
        if (topk.length == 0 || Arrays.stream(topk).anyMatch(k -> k < 1)) {
            throw new IllegalArgumentException("expected every k at least 1, found " + Arrays.toString(topk));
        }
    }
}
