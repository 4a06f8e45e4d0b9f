package io.github.timm4j.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/** The best classes of a classifier's answer. */
public final class TopK {
    private TopK() {}

    /**
     * Turns logits into probabilities.
     *
     * @param logits one value a class
     * @return their softmax
     */
    public static float[] softmax(float[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) (Math.exp(logits[i] - largest) / sum);
        }
        return probabilities;
    }

    /**
     * The outputs with the largest values.
     *
     * @param values one value a class
     * @param k how many are wanted
     * @return output numbers, the largest value first, equal ones in their order; all where there are fewer than k
     * @throws IllegalArgumentException where k is negative
     */
    public static List<Integer> indices(float[] values, int k) {
        if (k < 0) {
            throw new IllegalArgumentException("k must not be negative, got " + k);
        }
        Comparator<Integer> worstFirst = Comparator.<Integer, Float>comparing(i -> values[i])
                .thenComparing(Comparator.<Integer>naturalOrder().reversed());
        PriorityQueue<Integer> best = new PriorityQueue<>(worstFirst);
        for (int i = 0; i < values.length; i++) {
            best.add(i);
            if (best.size() > k) {
                best.poll();
            }
        }
        Deque<Integer> sorted = new ArrayDeque<>();
        while (!best.isEmpty()) {
            sorted.addFirst(best.remove());
        }
        return new ArrayList<>(sorted);
    }

    /**
     * The most probable classes.
     *
     * @param probabilities one value a class
     * @param k how many are wanted
     * @param labels what the classes stand for
     * @param form how they are put into words
     * @return the most probable first
     * @throws IllegalArgumentException where k is negative
     */
    public static List<Prediction> of(float[] probabilities, int k, LabelSet labels, LabelSet.Form form) {
        return indices(probabilities, k).stream()
                .map(i -> new Prediction(i, labels.label(i, form), probabilities[i]))
                .toList();
    }
}
