package io.github.timm4j.train.metric;

/** The latest value and the weighted average of all. Source: timm.utils.metrics. */
public final class AverageMeter {
    private double value;
    private double sum;
    private long count;

    /** Nothing measured yet. */
    public AverageMeter() {}

    /** Forgets everything. */
    public void reset() {
        value = 0;
        sum = 0;
        count = 0;
    }

    /**
     * Adds a value that counts once.
     *
     * @param value the value
     */
    public void update(double value) {
        update(value, 1);
    }

    /**
     * Adds a value.
     *
     * @param value for example the mean loss of a batch
     * @param count how often it counts, for example the size of the batch
     */
    public void update(double value, long count) {
        this.value = value;
        sum += value * count;
        this.count += count;
    }

    /**
     * The latest value.
     *
     * @return 0 where there is none
     */
    public double value() {
        return value;
    }

    /**
     * The weighted average.
     *
     * @return 0 where nothing counted
     */
    public double average() {
        return count == 0 ? 0 : sum / count;
    }

    /**
     * The weighted sum.
     *
     * @return the sum of all values
     */
    public double sum() {
        return sum;
    }

    /**
     * How much counted.
     *
     * @return the sum of all weights
     */
    public long count() {
        return count;
    }
}
