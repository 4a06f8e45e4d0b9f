package io.github.timm4j.data.sampler;

/** The permutations that {@code torch.randperm} draws from a CPU generator with a given seed. */
public final class TorchPermutation {
    // from here torch draws 64 bits a step
    private static final int LIMIT = (int) (0xffffffffL / 20);

    private TorchPermutation() {}

    /**
     * Shuffles the numbers below n.
     *
     * @param n how many
     * @param seed of the generator; torch uses its low 32 bits
     * @return the numbers 0 to n - 1, each once
     * @throws IllegalArgumentException where n is negative or above 214,748,364
     */
    public static int[] of(int n, long seed) {
        if (n < 0 || n > LIMIT) {
            throw new IllegalArgumentException("a permutation has 0 to " + LIMIT + " items, got " + n);
        }
        int[] items = new int[n];
        for (int i = 0; i < n; i++) {
            items[i] = i;
        }
        Mt19937 generator = new Mt19937(seed);
        for (int i = 0; i < n - 1; i++) {
            int other = i + (int) (generator.nextUnsigned() % (n - i));
            int swapped = items[i];
            items[i] = items[other];
            items[other] = swapped;
        }
        return items;
    }
}
