package io.github.timm4j.data.sampler;

/**
 * Every sample once an epoch over all processes, shuffled anew each epoch, for training; with one process a plain
 * shuffle. The first samples come again at the end where that makes the processes even. The order is that of {@code
 * torch.utils.data.distributed.DistributedSampler}.
 */
public final class DistributedSampler implements IndexSampler {
    private final int samples;
    private final Replica replica;
    private final long seed;

    /**
     * Shuffles and deals out a data set.
     *
     * @param samples size of the data set
     * @param replica this process
     * @param seed the same for all processes; an epoch shuffles with seed + epoch
     * @throws IllegalArgumentException where there are no samples
     */
    public DistributedSampler(int samples, Replica replica, long seed) {
        this.samples = Samplers.checkSamples(samples);
        this.replica = replica;
        this.seed = seed;
    }

    @Override
    public int size() {
        return (int) replica.share(samples);
    }

    @Override
    public int[] indices(int epoch) {
        return Samplers.deal(Samplers.order(samples, true, seed + epoch), replica, size());
    }
}
