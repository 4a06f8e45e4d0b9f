package io.github.timm4j.data.sampler;

/** What the samplers share. */
final class Samplers {
    private Samplers() {}

    static int checkSamples(int samples) {
        if (samples <= 0) {
            throw new IllegalArgumentException("a sampler needs at least one sample, got " + samples);
        }
        return samples;
    }

    /** Every {@code count}-th of the items from {@code rank} on, going round where the items end. */
    static int[] deal(int[] items, Replica replica, int size) {
        int[] dealt = new int[size];
        for (int i = 0; i < size; i++) {
            dealt[i] = items[(int) ((replica.rank() + (long) i * replica.count()) % items.length)];
        }
        return dealt;
    }

    static int[] order(int samples, boolean shuffle, long seed) {
        if (shuffle) {
            return TorchPermutation.of(samples, seed);
        }
        int[] order = new int[samples];
        for (int i = 0; i < samples; i++) {
            order[i] = i;
        }
        return order;
    }
}
