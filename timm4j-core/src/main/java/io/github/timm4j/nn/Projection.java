package io.github.timm4j.nn;

/**
 * Makes the linear maps of attention and MLP layers, so that a model decides how their weights begin, or that they are
 * convolutions.
 */
@FunctionalInterface
public interface Projection {
    /** Linear layers with PyTorch's own initial distribution. */
    Projection LINEAR = (role, in, out, bias) -> new Linear(in, out, bias);

    /** Convolutions of kernel 1 over {@code (B, C, H, W)}. */
    Projection CONV =
            (role, in, out, bias) -> new Conv2d(Conv2d.Spec.of(in, out, 1).bias(bias));

    /** What a linear map is for. */
    enum Role {
        /** Queries, keys and values in one. */
        QKV,
        /** The result of an attention. */
        ATTENTION_OUT,
        /** Into the hidden layer of an MLP. */
        MLP_IN,
        /** The gate beside it. */
        MLP_GATE,
        /** Both in one, the gate in the second half. */
        MLP_IN_AND_GATE,
        /** Out of the hidden layer. */
        MLP_OUT,
        /** Anything else. */
        OTHER
    }

    /**
     * Makes one.
     *
     * @param role what it is for
     * @param in input features
     * @param out output features
     * @param bias whether a bias is added
     * @return a new layer with parameters {@code weight} and perhaps {@code bias}
     */
    Layer layer(Role role, int in, int out, boolean bias);

    /**
     * Linear layers that begin normally distributed, with biases of zero.
     *
     * @param std standard deviation; values beyond 2 are drawn again
     * @return the factory
     */
    static Projection truncatedNormal(double std) {
        return (role, in, out, bias) -> new Linear(in, out, Init.truncatedNormal(std), bias ? Init.ZEROS : null);
    }
}
