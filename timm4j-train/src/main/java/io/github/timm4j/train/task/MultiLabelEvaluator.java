package io.github.timm4j.train.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.loss.BinaryCrossEntropy;
import io.github.timm4j.loss.ClassificationLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Binary cross-entropy, mean average precision and F1 scores of independent labels: {@code loss}, {@code map},
 * {@code micro_f1}, {@code macro_f1}, {@code sample_f1}. Targets below one half count as absent, classes without any positive
 * have a precision of zero; source: timm.task.evaluator.
 */
public final class MultiLabelEvaluator implements Evaluator {
    private final ClassificationLoss criterion =
            BinaryCrossEntropy.builder().smoothing(0).build();
    private final double threshold;
    private final List<float[]> outputs = new ArrayList<>();
    private final List<boolean[]> targets = new ArrayList<>();
    private double lossSum;

    /**
     * Begins.
     *
     * @param threshold probability from which a label counts as predicted
     * @throws IllegalArgumentException outside of (0, 1)
     */
    public MultiLabelEvaluator(double threshold) {
        if (!(threshold > 0 && threshold < 1)) {
            throw new IllegalArgumentException("threshold must lie between 0 and 1, found " + threshold);
        }
        this.threshold = threshold;
    }

    @Override
    public void update(NDArray output, NDArray target) {
        if (output.getShape().dimension() != 2 || !target.getShape().equals(output.getShape())) {
            throw new IllegalArgumentException("expected logits and labels (batch, classes), found " + output.getShape()
                    + " and " + target.getShape());
        }
        int count = (int) output.getShape().get(0);
        int classes = (int) output.getShape().get(1);
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray logits = output.toType(DataType.FLOAT32, false);
            NDArray labels = target.toType(DataType.FLOAT32, false);
            lossSum += criterion.loss(logits, labels).getFloat() * count;
            float[] scores = logits.toFloatArray();
            float[] values = labels.toFloatArray();
            for (int i = 0; i < count; i++) {
                outputs.add(Arrays.copyOfRange(scores, i * classes, (i + 1) * classes));
                boolean[] row = new boolean[classes];
                for (int c = 0; c < classes; c++) {
                    row[c] = values[i * classes + c] >= 0.5f;
                }
                targets.add(row);
            }
        }
    }

    @Override
    public Metrics compute() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss", lossSum / Math.max(outputs.size(), 1));
        int classes = outputs.isEmpty() ? 0 : outputs.get(0).length;
        Counts[] byClass = Counts.array(classes);
        Counts[] bySample = Counts.array(outputs.size());
        Counts all = new Counts();
        for (int i = 0; i < outputs.size(); i++) {
            for (int c = 0; c < classes; c++) {
                boolean predicted = 1 / (1 + Math.exp(-outputs.get(i)[c])) >= threshold;
                boolean wanted = targets.get(i)[c];
                all.add(predicted, wanted);
                byClass[c].add(predicted, wanted);
                bySample[i].add(predicted, wanted);
            }
        }
        values.put(
                "map",
                100
                        * IntStream.range(0, classes)
                                .mapToDouble(this::precision)
                                .average()
                                .orElse(0));
        values.put("micro_f1", 100 * all.f1());
        values.put(
                "macro_f1",
                100 * Arrays.stream(byClass).mapToDouble(Counts::f1).average().orElse(0));
        values.put(
                "sample_f1",
                100 * Arrays.stream(bySample).mapToDouble(Counts::f1).average().orElse(0));
        return new Metrics(values);
    }

    /** Average precision of a class; samples of equal score form one step. */
    private double precision(int c) {
        List<Integer> order = IntStream.range(0, outputs.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -outputs.get(i)[c]))
                .toList();
        double sum = 0;
        int positives = 0;
        for (int from = 0, to; from < order.size(); from = to) {
            int found = 0;
            to = from;
            while (to < order.size() && outputs.get(order.get(to))[c] == outputs.get(order.get(from))[c]) {
                found += targets.get(order.get(to))[c] ? 1 : 0;
                to++;
            }
            positives += found;
            sum += found * ((double) positives / to);
        }
        return positives == 0 ? 0 : sum / positives;
    }

    /** Predicted, wanted and both. */
    private static final class Counts {
        private long both;
        private long either;

        static Counts[] array(int size) {
            return IntStream.range(0, size).mapToObj(i -> new Counts()).toArray(Counts[]::new);
        }

        void add(boolean predicted, boolean wanted) {
            both += predicted && wanted ? 1 : 0;
            either += (predicted ? 1 : 0) + (wanted ? 1 : 0);
        }

        double f1() {
            return 2.0 * both / Math.max(either, 1);
        }
    }
}
