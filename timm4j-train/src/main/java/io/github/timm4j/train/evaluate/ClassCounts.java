package io.github.timm4j.train.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Pictures, predictions and hits of each class. Source of the averages: sklearn.metrics, zero where nothing is divided. */
public final class ClassCounts {
    private int[] images = new int[0];
    private int[] predicted = new int[0];
    private int[] hits = new int[0];

    /**
     * One class.
     *
     * @param index its number
     * @param images pictures that show it
     * @param predicted pictures that were taken for it
     * @param hits pictures of both kinds
     */
    public record Row(int index, int images, int predicted, int hits) {
        /**
         * Share of the predictions that were right.
         *
         * @return 0 where there were none
         */
        public double precision() {
            return ratio(hits, predicted);
        }

        /**
         * Share of the pictures that were found.
         *
         * @return 0 where there were none
         */
        public double recall() {
            return ratio(hits, images);
        }

        /**
         * Harmonic mean of precision and recall.
         *
         * @return 0 where there were neither pictures nor predictions
         */
        public double f1() {
            return ratio(2 * hits, images + predicted);
        }

        private static double ratio(int part, int whole) {
            return whole == 0 ? 0 : (double) part / whole;
        }
    }

    /**
     * Counts a picture.
     *
     * @param target what it shows, -1 where nobody knows
     * @param prediction what it was taken for
     */
    public void add(int target, int prediction) {
        int classes = Math.max(images.length, Math.max(target, prediction) + 1);
        images = Arrays.copyOf(images, classes);
        predicted = Arrays.copyOf(predicted, classes);
        hits = Arrays.copyOf(hits, classes);
        predicted[prediction]++;
        if (target >= 0) {
            images[target]++;
        }
        if (target == prediction) {
            hits[target]++;
        }
    }

    /**
     * The classes that occurred.
     *
     * @return in order
     */
    public List<Row> rows() {
        return IntStream.range(0, images.length)
                .filter(i -> images[i] + predicted[i] > 0)
                .mapToObj(i -> new Row(i, images[i], predicted[i], hits[i]))
                .toList();
    }

    /**
     * Precision over the classes.
     *
     * @param average how
     * @return from 0 to 1
     */
    public double precision(Average average) {
        return averaged(average, Row::precision);
    }

    /**
     * Recall over the classes.
     *
     * @param average how
     * @return from 0 to 1
     */
    public double recall(Average average) {
        return averaged(average, Row::recall);
    }

    /**
     * F1 score over the classes.
     *
     * @param average how
     * @return from 0 to 1
     */
    public double f1(Average average) {
        return averaged(average, Row::f1);
    }

    private double averaged(Average average, ToDoubleFunction<Row> value) {
        int all = Math.max(1, IntStream.of(images).sum());
        return switch (average) {
            case MICRO -> (double) IntStream.of(hits).sum() / all;
            case MACRO -> rows().stream().mapToDouble(value).average().orElse(0);
            case WEIGHTED ->
                rows().stream()
                        .mapToDouble(row -> value.applyAsDouble(row) * row.images() / all)
                        .sum();
        };
    }
}
