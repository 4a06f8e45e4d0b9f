package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import io.github.timm4j.weights.WeightTensor;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * How a parameter begins. Values are drawn in Java from a seedable generator, the same on every device and thread count.
 */
@SuppressWarnings(
        "ClassInitializationDeadlock") // its distributions are made here alone, so this type always comes first
public interface Init extends Initializer {
    /** All zeros. */
    Init ZEROS = new Distributions.Constant(0);

    /** All ones. */
    Init ONES = new Distributions.Constant(1);

    /** An int64 zero, for counters. */
    Init COUNTER = new Distributions.Counter();

    /**
     * One value everywhere.
     *
     * @param value the value
     * @return the distribution
     */
    static Init constant(double value) {
        return new Distributions.Constant(value);
    }

    /**
     * Normal around zero.
     *
     * @param std standard deviation
     * @return the distribution
     */
    static Init normal(double std) {
        return new Distributions.Normal(std, Double.POSITIVE_INFINITY);
    }

    /**
     * Normal around zero, redrawn outside [-2, 2] as timm's {@code trunc_normal_} does by default (absolute bounds).
     *
     * @param std standard deviation
     * @return the distribution
     */
    static Init truncatedNormal(double std) {
        return new Distributions.Normal(std, 2);
    }

    /**
     * Normal around zero, redrawn outside two of its own standard deviations, {@code trunc_normal_tf_}.
     *
     * @param std standard deviation before the cut
     * @return the distribution
     */
    static Init truncatedNormalTf(double std) {
        return new Distributions.Normal(std, 2 * std);
    }

    /**
     * One distribution in the first half of the values (the first outputs of a weight), another in the second.
     *
     * @param first distribution of the first half
     * @param second distribution of the rest
     * @return the distribution
     */
    static Init halves(Init first, Init second) {
        return new Distributions.Halves(first, second);
    }

    /**
     * A distribution, divided.
     *
     * @param base the distribution
     * @param divisor divides every value
     * @return the distribution
     */
    static Init divided(Init base, double divisor) {
        return new Distributions.Divided(base, divisor);
    }

    /**
     * Uniform on [-bound, bound].
     *
     * @param bound the bound
     * @return the distribution
     */
    static Init uniform(double bound) {
        return new Distributions.Uniform(bound);
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
        return new Distributions.Uniform(fanIn > 0 ? 1 / Math.sqrt((double) fanIn) : 0);
    }

    /**
     * Glorot's uniform, {@code xavier_uniform_}.
     *
     * @param fanIn inputs of one output
     * @param fanOut outputs of one input
     * @return the distribution
     */
    static Init xavierUniform(long fanIn, long fanOut) {
        return new Distributions.Uniform(Math.sqrt(6.0 / (fanIn + fanOut)));
    }

    /**
     * Variance-scaled LeCun normal of Flax, {@code lecun_normal_}: truncated at two of its own standard deviations.
     *
     * @param fanIn inputs of one output
     * @return the distribution
     */
    static Init lecunNormal(long fanIn) {
        // the constant is the standard deviation of a unit normal cut at two
        double std = Math.sqrt(1.0 / fanIn) / .8796256610342398;
        return truncatedNormalTf(std);
    }

    /**
     * Begins the random draws of this thread anew.
     *
     * @param seed any number
     */
    static void seed(long seed) {
        Distributions.CURRENT.set(new SplittableRandom(seed));
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
        fill(values, Distributions.CURRENT.get());
        // copied in pieces: an array made of a buffer would keep the buffer, memory that only the collector frees
        NDArray array = WeightTensor.of(values, shape.getShape()).toArray(manager);
        return type == DataType.FLOAT32 ? array : converted(array, type);
    }

    private static NDArray converted(NDArray array, DataType type) {
        try (array) {
            return array.toType(type, true);
        }
    }
}
