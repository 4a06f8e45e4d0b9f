package io.github.timm4j.nn;

/**
 * A layer that trains with more branches or norms than its inference needs; {@link ImageModel#reparameterize} finds them. {@link
 * Conv2d#fused} makes a convolution of a convolution and the norm behind it.
 */
public interface Reparameterizable {
    /** Replaces this layer's children and parameters by fewer that compute the same in evaluation. */
    void reparameterize();
}
