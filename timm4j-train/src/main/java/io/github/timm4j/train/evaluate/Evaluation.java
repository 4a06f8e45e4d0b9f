package io.github.timm4j.train.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.data.TopK;
import io.github.timm4j.data.loader.Batch;
import io.github.timm4j.data.loader.BatchSource;
import io.github.timm4j.data.loader.Batches;
import java.util.List;
import java.util.function.UnaryOperator;

/** Runs a model over labelled pictures and counts what it gets right. Source: timm's validation. */
public final class Evaluation {
    private static final int TOP = 5;

    private final UnaryOperator<NDArray> model;
    private final EvaluationOptions options;
    private final ClassCounts classes = new ClassCounts();
    private int samples;
    private double loss;
    private int top1;
    private int top5;

    private Evaluation(UnaryOperator<NDArray> model, EvaluationOptions options) {
        this.model = model;
        this.options = options;
    }

    /** Is told of each batch. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Takes the state after a batch.
         *
         * @param size pictures of the batch
         * @param soFar of all batches until now
         * @return false to end the evaluation here
         */
        boolean batch(int size, EvaluationResult soFar);
    }

    /**
     * Evaluates.
     *
     * @param model from pictures {@code (B, C, H, W)} to logits {@code (B, classes)} of any float type
     * @param source of batches with targets {@code (B)}
     * @param manager on the model's device; batches are closed when they are counted
     * @param options what else counts
     * @param listener is told of each batch
     * @return the result over all batches, or over those until the listener ended it
     * @throws io.github.timm4j.TimmException where a sample cannot be read
     * @throws IllegalArgumentException where targets and logits do not fit
     */
    public static EvaluationResult run(
            UnaryOperator<NDArray> model,
            BatchSource source,
            NDManager manager,
            EvaluationOptions options,
            Listener listener) {
        Evaluation evaluation = new Evaluation(model, options);
        try (Batches batches = source.epoch(0, manager)) {
            boolean wanted = true;
            while (wanted && batches.hasNext()) {
                try (Batch batch = batches.next()) {
                    evaluation.add(batch);
                    wanted = listener.batch(batch.size(), evaluation.result());
                }
            }
        }
        return evaluation.result();
    }

    private void add(Batch batch) {
        long[] targets = batch.targets().toLongArray();
        float[] all;
        int outputs;
        try (NDArray logits = model.apply(batch.images());
                NDArray floats = logits.toType(DataType.FLOAT32, true)) {
            outputs = (int) floats.getShape().get(1);
            all = floats.toFloatArray();
        }
        for (int i = 0; i < targets.length; i++) {
            add(picked(all, i * outputs, outputs), (int) targets[i]);
        }
    }

    private float[] picked(float[] all, int from, int outputs) {
        List<Integer> valid = options.validLabels();
        float[] row = new float[valid.isEmpty() ? outputs : valid.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = all[from + (valid.isEmpty() ? i : valid.get(i))];
        }
        return row;
    }

    private void add(float[] logits, int target) {
        if (target < 0 || target >= logits.length) {
            throw new IllegalArgumentException("a picture has class " + target + ", the model has " + logits.length
                    + " outputs: the data set's classes are not the model's");
        }
        List<Integer> best = TopK.indices(logits, TOP);
        RealLabels real = options.realLabels();
        if (real != null) {
            real.add(best);
        }
        samples++;
        loss += crossEntropy(logits, target);
        top1 += best.get(0) == target ? 1 : 0;
        top5 += best.contains(target) ? 1 : 0;
        classes.add(target, best.get(0));
    }

    private static double crossEntropy(float[] logits, int target) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        return largest + Math.log(sum) - logits[target];
    }

    private EvaluationResult result() {
        double all = Math.max(1, samples);
        RealLabels real = options.realLabels();
        return new EvaluationResult(
                samples,
                loss / all,
                real == null ? 100 * top1 / all : real.accuracy(1),
                real == null ? 100 * top5 / all : real.accuracy(TOP),
                classes);
    }
}
