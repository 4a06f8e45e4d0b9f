package io.github.timm4j.data.sampler;

/** The 32-bit Mersenne Twister as torch's CPU generator seeds and reads it (Matsumoto and Nishimura, 1998). */
final class Mt19937 {
    private static final int SIZE = 624;
    private static final int SHIFT = 397;
    private static final int MATRIX = 0x9908b0df;

    private final int[] state = new int[SIZE];
    private int next = SIZE;

    Mt19937(long seed) {
        state[0] = (int) seed;
        for (int i = 1; i < SIZE; i++) {
            int previous = state[i - 1];
            state[i] = 1812433253 * (previous ^ (previous >>> 30)) + i;
        }
    }

    /** The next 32 bits, as a value from 0 to 2^32 - 1. */
    long nextUnsigned() {
        if (next == SIZE) {
            twist();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        y ^= y >>> 18;
        return Integer.toUnsignedLong(y);
    }

    private void twist() {
        for (int i = 0; i < SIZE; i++) {
            int mixed = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
            int twisted = (mixed >>> 1) ^ ((mixed & 1) == 0 ? 0 : MATRIX);
            state[i] = state[(i + SHIFT) % SIZE] ^ twisted;
        }
        next = 0;
    }
}
