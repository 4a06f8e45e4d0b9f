package io.github.timm4j.data.dataset;

import io.github.timm4j.data.reader.IndexedReader;
import io.github.timm4j.data.reader.Target;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How often each class occurs in a data set: what class weights are computed from. */
public final class ClassCounts {
    private final double[] positives;
    private final long samples;

    private ClassCounts(double[] positives, long samples) {
        this.positives = positives;
        this.samples = samples;
    }

    /**
     * Counts the labels of a data set without reading its pictures.
     *
     * @param reader of the data set
     * @param numClasses number of classes
     * @return the counts
     * @throws IllegalArgumentException where a label is out of range
     */
    public static ClassCounts of(IndexedReader reader, int numClasses) {
        return of(IntStream.range(0, reader.size()).mapToObj(reader::target), numClasses);
    }

    /**
     * Counts labels; a class that a sample lists twice counts once, and values per class are added.
     *
     * @param targets the labels
     * @param numClasses number of classes
     * @return the counts
     * @throws IllegalArgumentException where a label is out of range
     */
    public static ClassCounts of(Stream<Target> targets, int numClasses) {
        MultiLabelTarget several = new MultiLabelTarget(numClasses, false);
        MultiLabelTarget dense = new MultiLabelTarget(numClasses, true);
        double[] positives = new double[numClasses];
        long[] samples = {0};
        targets.forEach(target -> {
            samples[0]++;
            if (target instanceof Target.Index one) {
                positives[checked(one.value(), numClasses)]++;
                return;
            }
            float[] values = (target instanceof Target.Dense ? dense : several)
                    .apply(target)
                    .values();
            IntStream.range(0, numClasses).forEach(i -> positives[i] += values[i]);
        });
        return new ClassCounts(positives, samples[0]);
    }

    private static int checked(int index, int numClasses) {
        if (index < 0 || index >= numClasses) {
            throw new IllegalArgumentException("classes must be in [0, " + numClasses + "), got " + index);
        }
        return index;
    }

    /**
     * How many samples have each class.
     *
     * @return a copy, one per class
     */
    public double[] positives() {
        return positives.clone();
    }

    /**
     * How many samples were counted.
     *
     * @return the size of the data set
     */
    public long samples() {
        return samples;
    }
}
