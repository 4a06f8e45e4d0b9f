package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * How a parameter begins. Values are drawn in Java from a seedable generator, the same on every device and thread count.
 */
public sealed interface Init extends Initializer {
    /** All zeros. */
    Init ZEROS = new Constant(0);

    /** All ones. */
    Init ONES = new Constant(1);

    /** An int64 zero, for counters. */
    Init COUNTER = new Counter();

    /**
     * One value everywhere.
     *
     * @param value the value
     * @return the distribution
     */
    static Init constant(double value) {
        return new Constant(value);
    }

    /**
     * Normal around zero.
     *
     * @param std standard deviation
     * @return the distribution
     */
    static Init normal(double std) {
        return new Normal(std, Double.POSITIVE_INFINITY);
    }

    /**
     * Normal around zero, redrawn outside [-2, 2] as timm's {@code trunc_normal_} does by default (absolute bounds).
     *
     * @param std standard deviation
     * @return the distribution
     */
    static Init truncatedNormal(double std) {
        return new Normal(std, 2);
    }

    /**
     * Normal around zero, redrawn outside two of its own standard deviations, {@code trunc_normal_tf_}.
     *
     * @param std standard deviation before the cut
     * @return the distribution
     */
    static Init truncatedNormalTf(double std) {
        return new Normal(std, 2 * std);
    }

    /**
     * One distribution in the first half of the values (the first outputs of a weight), another in the second.
     *
     * @param first distribution of the first half
     * @param second distribution of the rest
     * @return the distribution
     */
    static Init halves(Init first, Init second) {
        return new Halves(first, second);
    }

    /**
     * A distribution, divided.
     *
     * @param base the distribution
     * @param divisor divides every value
     * @return the distribution
     */
    static Init divided(Init base, double divisor) {
        return new Divided(base, divisor);
    }

    /**
     * Uniform on [-bound, bound].
     *
     * @param bound the bound
     * @return the distribution
     */
    static Init uniform(double bound) {
        return new Uniform(bound);
    }

    /**
     * He's normal by output connections: std = sqrt(2 / fan_out), {@code kaiming_normal_(mode='fan_out')}.
     *
     * @param shape the weight's shape {@code (out, in / groups, kernel...)}
     * @return the distribution
     */
    static Init kaimingNormalFanOut(long... shape) {
        return normal(Math.sqrt(2.0 / (shape[0] * kernel(shape))));
    }

    /**
     * The normal distribution of Google's mobile networks: std = sqrt(2 / fan_out), fan_out counted within a group.
     *
     * @param spec the convolution
     * @return the distribution
     */
    static Init normalFanOut(Conv2d.Spec spec) {
        int fanOut = spec.kernel() * spec.kernel() * spec.out() / spec.groups();
        return normal(Math.sqrt(2.0 / fanOut));
    }

    /**
     * PyTorch's own default of convolutions and linear layers: uniform with bound 1 / sqrt(fan_in).
     *
     * @param fanIn inputs of one output
     * @return the distribution
     */
    static Init fanInUniform(long fanIn) {
        return new Uniform(fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0);
    }

    /**
     * Glorot's uniform, {@code xavier_uniform_}.
     *
     * @param fanIn inputs of one output
     * @param fanOut outputs of one input
     * @return the distribution
     */
    static Init xavierUniform(long fanIn, long fanOut) {
        return new Uniform(Math.sqrt(6.0 / (fanIn + fanOut)));
    }

    /**
     * Variance-scaled LeCun normal of Flax, {@code lecun_normal_}: truncated at two of its own standard deviations.
     *
     * @param fanIn inputs of one output
     * @return the distribution
     */
    static Init lecunNormal(long fanIn) {
        // the constant is the standard deviation of a unit normal cut at two
        double std = Math.sqrt(1.0 / fanIn) / .87962566103423978;
        return truncatedNormalTf(std);
    }

    /**
     * Begins the random draws of this thread anew.
     *
     * @param seed any number
     */
    static void seed(long seed) {
        Source.CURRENT.set(new SplittableRandom(seed));
    }

    private static long kernel(long... shape) {
        long product = 1;
        for (int i = 2; i < shape.length; i++) {
            product *= shape[i];
        }
        return product;
    }

    /**
     * Draws values.
     *
     * @param values filled
     * @param random the source
     */
    void fill(float[] values, RandomGenerator random);

    @Override
    default NDArray initialize(NDManager manager, Shape shape, DataType type) {
        float[] values = new float[Math.toIntExact(shape.size())];
        fill(values, Source.CURRENT.get());
        NDArray array = manager.create(values, shape);
        return type == DataType.FLOAT32 ? array : converted(array, type);
    }

    private static NDArray converted(NDArray array, DataType type) {
        try (array) {
            return array.toType(type, true);
        }
    }

    /** The generator of each thread. */
    final class Source {
        private static final ThreadLocal<SplittableRandom> CURRENT =
                ThreadLocal.withInitial(() -> new SplittableRandom(new Random().nextLong()));

        private Source() {}
    }

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
}
