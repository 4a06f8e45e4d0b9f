package io.github.timm4j.data.sampler;

/**
 * Every sample in order, dealt out to the processes in turn, for evaluation; the first samples come again at the end
 * where that makes the processes even. Source: timm.data.distributed_sampler.
 */
public final class OrderedDistributedSampler implements IndexSampler {
    private final int samples;
    private final Replica replica;

    /**
     * Deals out a data set.
     *
     * @param samples size of the data set
     * @param replica this process
     * @throws IllegalArgumentException where there are no samples
     */
    public OrderedDistributedSampler(int samples, Replica replica) {
        this.samples = Samplers.checkSamples(samples);
        this.replica = replica;
    }

    @Override
    public int size() {
        return (int) replica.share(samples);
    }

    @Override
    public int[] indices(int epoch) {
        return Samplers.deal(Samplers.order(samples, false, 0), replica, size());
    }

    /**
     * The samples of this process that are not padding: the first ones.
     *
     * @return at most {@link #size()}
     */
    public int validSamples() {
        return Math.max(0, (int) (((long) samples + replica.count() - 1 - replica.rank()) / replica.count()));
    }
}
