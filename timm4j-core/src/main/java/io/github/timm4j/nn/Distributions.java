package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The distributions behind {@link Init}, which alone makes them. */
final class Distributions {
    /** The generator of each thread. */
    static final ThreadLocal<SplittableRandom> CURRENT =
            ThreadLocal.withInitial(() -> new SplittableRandom(new Random().nextLong()));

    private Distributions() {}

    /**
     * One value everywhere.
     *
     * @param value the value
     */
    record Constant(double value) implements Init {
        @Override
        public void fill(float[] values, RandomGenerator random) {
            Arrays.fill(values, (float) value);
        }

        @Override
        public NDArray initialize(NDManager manager, Shape shape, DataType type) {
            return value == 0 ? manager.zeros(shape, type) : manager.full(shape, (float) value, type);
        }
    }

    /**
     * Normal around zero.
     *
     * @param std standard deviation
     * @param limit values beyond it are drawn again
     */
    record Normal(double std, double limit) implements Init {
        @Override
        public void fill(float[] values, RandomGenerator random) {
            for (int i = 0; i < values.length; i++) {
                double value = random.nextGaussian() * std;
                while (Math.abs(value) > limit) {
                    value = random.nextGaussian() * std;
                }
                values[i] = (float) value;
            }
        }
    }

    /**
     * Uniform on [-bound, bound].
     *
     * @param bound the bound
     */
    record Uniform(double bound) implements Init {
        @Override
        public void fill(float[] values, RandomGenerator random) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((random.nextDouble() * 2 - 1) * bound);
            }
        }
    }

    /** An int64 zero whatever the model's type. */
    record Counter() implements Init {
        @Override
        public void fill(float[] values, RandomGenerator random) {
            Arrays.fill(values, 0f);
        }

        @Override
        public NDArray initialize(NDManager manager, Shape shape, DataType type) {
            return manager.zeros(shape, DataType.INT64);
        }
    }

    /**
     * Two distributions side by side.
     *
     * @param first distribution of the first half
     * @param second distribution of the rest
     */
    record Halves(Init first, Init second) implements Init {
        @Override
        public void fill(float[] values, RandomGenerator random) {
            float[] head = new float[values.length / 2];
            float[] tail = new float[values.length - head.length];
            first.fill(head, random);
            second.fill(tail, random);
            System.arraycopy(head, 0, values, 0, head.length);
            System.arraycopy(tail, 0, values, head.length, tail.length);
        }
    }

    /**
     * A distribution, divided.
     *
     * @param base the distribution
     * @param divisor divides every value
     */
    record Divided(Init base, double divisor) implements Init {
        @Override
        public void fill(float[] values, RandomGenerator random) {
            base.fill(values, random);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (values[i] / divisor);
            }
        }
    }
}
