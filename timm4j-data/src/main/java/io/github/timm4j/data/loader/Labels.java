package io.github.timm4j.data.loader;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.data.reader.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The labels of a batch. */
final class Labels {
    private Labels() {}

    /** Values per class, null where labels are single classes. */
    static float @Nullable [][] dense(List<Target> targets) {
        if (!(targets.get(0) instanceof Target.Dense first)) {
            return null;
        }
        float[][] rows = new float[targets.size()][];
        int classes = first.values().length;
        for (int i = 0; i < rows.length; i++) {
            Target target = targets.get(i);
            if (!(target instanceof Target.Dense dense) || dense.values().length != classes) {
                throw new LoaderException("labels of a batch must all have " + classes + " values, got " + target);
            }
            rows[i] = dense.values();
        }
        return rows;
    }

    /** Classes by number. */
    static int[] indices(List<Target> targets) {
        return targets.stream().mapToInt(Labels::index).toArray();
    }

    private static int index(Target target) {
        if (target instanceof Target.Index one) {
            return one.value();
        }
        throw new LoaderException("expected one class for each sample of a batch, got " + target
                + "; lists of classes need a MultiLabelTarget in the data set");
    }

    /** Repeats the labels for each view. */
    static NDArray array(NDManager manager, int[] indices, int views) {
        long[] all = new long[indices.length * views];
        for (int i = 0; i < all.length; i++) {
            all[i] = indices[i % indices.length];
        }
        return manager.create(all);
    }

    /** Repeats the labels for each view. */
    static NDArray array(NDManager manager, float[][] rows, int views) {
        int classes = rows[0].length;
        float[] all = new float[rows.length * views * classes];
        for (int i = 0; i < rows.length * views; i++) {
            System.arraycopy(rows[i % rows.length], 0, all, i * classes, classes);
        }
        return manager.create(all, new Shape((long) rows.length * views, classes));
    }
}
