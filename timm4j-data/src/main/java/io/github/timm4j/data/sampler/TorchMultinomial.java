package io.github.timm4j.data.sampler;

/**
 * Single draws of {@code torch.multinomial} from a CPU generator with a given seed, for weights in double precision.
 */
final class TorchMultinomial {
    private static final long MASK = (1L << 53) - 1;

    private final Mt19937 generator;

    TorchMultinomial(long seed) {
        generator = new Mt19937(seed);
    }

    /** The place of one weight; torch divides each by an exponentially distributed number and takes the largest. */
    int draw(double[] weights) {
        int best = 0;
        double largest = -1;
        for (int i = 0; i < weights.length; i++) {
            double share = weights[i] / exponential();
            if (share > largest) {
                largest = share;
                best = i;
            }
        }
        return best;
    }

    private double exponential() {
        long bits = generator.nextUnsigned() << 32 | generator.nextUnsigned();
        return -Math.log1p(-(bits & MASK) * 0x1p-53);
    }
}
