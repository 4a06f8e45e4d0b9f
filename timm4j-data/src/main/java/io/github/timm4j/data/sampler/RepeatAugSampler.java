package io.github.timm4j.data.sampler;

import java.util.Arrays;

/**
 * Repeated augmentation: each sample comes several times an epoch, in different processes where there are several, and
 * an epoch is cut to about as many samples as without. Paper: Augment your batch, arXiv:1901.09335; source:
 * timm.data.distributed_sampler.
 */
public final class RepeatAugSampler implements IndexSampler {
    private final int samples;
    private final Replica replica;
    private final Options options;

    /**
     * How samples are repeated and how many an epoch keeps.
     *
     * @param shuffle whether an epoch shuffles, with the epoch's number as seed
     * @param repeats how often a sample comes, above 0; a fraction repeats some more often than others
     * @param selectedRound the data set is rounded down to a multiple of this before it is shared, 0 for no rounding
     * @param selectedRatio one in how many repeated samples is kept, 0 for the number of processes
     */
    public record Options(boolean shuffle, double repeats, int selectedRound, double selectedRatio) {
        /** timm's settings: shuffled, three repeats, rounded to 256. */
        public static final Options DEFAULT = new Options(true, 3, 256, 0);

        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException where one is out of range
         */
        public Options {
            if (!(repeats > 0) || selectedRound < 0 || !(selectedRatio >= 0)) {
                throw new IllegalArgumentException("repeats must be positive, rounding and ratio not negative, got "
                        + repeats + ", " + selectedRound + ", " + selectedRatio);
            }
        }
    }

    /**
     * Repeats and deals out a data set.
     *
     * @param samples size of the data set
     * @param replica this process
     * @param options how samples repeat
     * @throws IllegalArgumentException where there are no samples
     */
    public RepeatAugSampler(int samples, Replica replica, Options options) {
        this.samples = Samplers.checkSamples(samples);
        this.replica = replica;
        this.options = options;
    }

    /**
     * The samples of this process before the cut.
     *
     * @return repeats included, rounded up
     */
    public int repeatedSize() {
        return (int) Math.ceil(samples * options.repeats / replica.count());
    }

    @Override
    public int size() {
        double ratio = options.selectedRatio == 0 ? replica.count() : options.selectedRatio;
        int round = options.selectedRound;
        boolean rounded = round > 0 && samples >= round;
        double selected = rounded ? Math.floor((samples - samples % round) / ratio) : Math.ceil(samples / ratio);
        return (int) Math.min(selected, repeatedSize());
    }

    @Override
    public int[] indices(int epoch) {
        int[] order = Samplers.order(samples, options.shuffle, epoch);
        int[] repeated = new int[(int) Math.ceil(options.repeats * samples)];
        Arrays.setAll(repeated, i -> order[(int) floorDivide(i, options.repeats)]);
        return Samplers.deal(repeated, replica, size());
    }

    /** The floor of the exact quotient; dividing first may round up to the next integer. */
    private static double floorDivide(double value, double divisor) {
        return Math.rint((value - value % divisor) / divisor);
    }
}
