package io.github.timm4j.data.sampler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Batches of several kinds, such as sizes of pictures, in a drawn order that is the same in all processes. Source:
 * timm.data.scheduled_sampler; the draws are torch's.
 */
public final class ScheduledBatchSampler {
    private final IndexSampler sampler;
    private final int[] sizes;
    private final double[] weights;
    private final Options options;
    private final int fixed;
    private final List<Slot> budget;

    /**
     * A kind of batches.
     *
     * @param batchSize samples of a batch
     * @param weight how often it comes, against the others; 0 for never
     */
    public record Choice(int batchSize, double weight) {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException where the batch is empty or the weight no finite number from 0 up
         */
        public Choice {
            if (batchSize < 1 || !(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a choice needs a positive batch and a finite weight from 0 up, got "
                        + batchSize + " and " + weight);
            }
        }
    }

    /**
     * How kinds are drawn.
     *
     * @param schedule how their weights change
     * @param seed the same in all processes
     * @param batches of an epoch; 0 for as many as the samples last, or a whole progress has on average
     * @param dropLast whether an incomplete batch is left out
     * @param shuffle whether each epoch puts its batches into another order
     */
    public record Options(ChoiceSchedule schedule, long seed, int batches, boolean dropLast, boolean shuffle) {
        /** The same weights all the time, seed 0, shuffled. */
        public static final Options DEFAULT = new Options(ChoiceSchedule.constant(), 0, 0, true, true);

        /**
         * Checks the number of batches.
         *
         * @throws IllegalArgumentException where it is negative
         */
        public Options {
            if (batches < 0) {
                throw new IllegalArgumentException("the number of batches must not be negative, got " + batches);
            }
        }
    }

    /**
     * A batch.
     *
     * @param choice number of its kind
     * @param indices its samples
     */
    public record Batch(int choice, List<Integer> indices) {}

    /** A batch before it has samples. */
    private record Slot(int choice, int size) {}

    /**
     * Draws kinds for the samples of another sampler.
     *
     * @param sampler of samples; it begins anew where an epoch needs more
     * @param choices the kinds
     * @param options how they are drawn
     * @throws IllegalArgumentException where there are no choices, no weight is positive, a progress has one choice
     *     only, or no batch fits the samples
     */
    public ScheduledBatchSampler(IndexSampler sampler, List<Choice> choices, Options options) {
        double sum = choices.stream().mapToDouble(Choice::weight).sum();
        if (!(sum > 0) || (options.schedule.progressive() && choices.size() < 2)) {
            throw new IllegalArgumentException(
                    "choices need a positive weight, and a progress at least two of them, got " + choices);
        }
        this.sampler = sampler;
        this.options = options;
        this.sizes = choices.stream().mapToInt(Choice::batchSize).toArray();
        this.weights = choices.stream().mapToDouble(c -> c.weight() / sum).toArray();
        this.fixed = options.schedule.progressive() && options.batches == 0 ? inferred() : options.batches;
        this.budget = fixed > 0 ? List.of() : budgeted();
        if (batches() == 0) {
            throw new IllegalArgumentException("no full batch of " + Arrays.toString(sizes) + " fits the "
                    + sampler.size() + " samples of an epoch: reduce the batch sizes");
        }
    }

    /**
     * How likely the kinds are in an epoch.
     *
     * @param epoch from 0
     * @return shares that add up to 1, a copy
     */
    public double[] weights(int epoch) {
        return options.schedule.weights(weights, epoch);
    }

    /**
     * The samples of a batch on average, over all epochs of a progress.
     *
     * @return their number
     */
    public double averageBatchSize() {
        return IntStream.range(0, options.schedule.epochs())
                .mapToDouble(epoch -> {
                    double[] shares = weights(epoch);
                    return IntStream.range(0, sizes.length)
                            .mapToDouble(i -> shares[i] * sizes[i])
                            .sum();
                })
                .average()
                .orElseThrow();
    }

    private int inferred() {
        boolean same = Arrays.stream(sizes).allMatch(size -> size == sizes[0]);
        double exact = sampler.size() / (same ? sizes[0] : averageBatchSize());
        return (int) (options.dropLast ? Math.floor(exact) : Math.ceil(exact));
    }

    /** Draws kinds until the samples are used up. */
    private List<Slot> budgeted() {
        TorchMultinomial draws = new TorchMultinomial(options.seed);
        List<Slot> schedule = new ArrayList<>();
        int remaining = sampler.size();
        for (int[] fitting = fitting(remaining); fitting.length > 0; fitting = fitting(remaining)) {
            double[] shares =
                    Arrays.stream(fitting).mapToDouble(i -> weights[i]).toArray();
            int choice = fitting[draws.draw(shares)];
            schedule.add(new Slot(choice, sizes[choice]));
            remaining -= sizes[choice];
        }
        if (remaining > 0 && !options.dropLast) {
            schedule.add(new Slot(draws.draw(weights), remaining));
        }
        return schedule;
    }

    private int[] fitting(int samples) {
        return IntStream.range(0, sizes.length)
                .filter(i -> weights[i] > 0 && sizes[i] <= samples)
                .toArray();
    }

    /**
     * Batches of an epoch.
     *
     * @return their number
     */
    public int batches() {
        return fixed > 0 ? fixed : budget.size();
    }

    /**
     * The batches of an epoch.
     *
     * @param epoch from 0
     * @return in order
     */
    public List<Batch> batches(int epoch) {
        int[] samples = sampler.indices(epoch);
        List<Batch> batches = new ArrayList<>();
        int next = 0;
        for (Slot slot : slots(epoch)) {
            int from = next;
            List<Integer> indices = IntStream.range(from, from + slot.size)
                    .mapToObj(i -> samples[i % samples.length])
                    .toList();
            batches.add(new Batch(slot.choice, indices));
            next += slot.size;
        }
        return batches;
    }

    private List<Slot> slots(int epoch) {
        List<Slot> slots = fixed > 0 ? drawn(epoch) : budget;
        if (!options.shuffle || slots.size() < 2) {
            return slots;
        }
        int[] order = TorchPermutation.of(slots.size(), options.seed + 2L * epoch + 1);
        return Arrays.stream(order).mapToObj(slots::get).toList();
    }

    private List<Slot> drawn(int epoch) {
        TorchMultinomial draws = new TorchMultinomial(options.seed + 2L * epoch);
        double[] shares = weights(epoch);
        List<Slot> slots = new ArrayList<>();
        while (slots.size() < fixed) {
            int choice = draws.draw(shares);
            slots.add(new Slot(choice, sizes[choice]));
        }
        return slots;
    }

    /**
     * Samples of an epoch.
     *
     * @return their number, or of a fixed number of batches what is expected
     */
    public int samples() {
        return fixed > 0
                ? (int) Math.rint(fixed * averageBatchSize())
                : budget.stream().mapToInt(Slot::size).sum();
    }
}
