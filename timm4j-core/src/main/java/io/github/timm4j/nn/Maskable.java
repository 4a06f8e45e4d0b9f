package io.github.timm4j.nn;

/** An attention, or a block around one, that takes a mask. */
public interface Maskable {
    /**
     * This layer under a mask, for one pass.
     *
     * @param mask which tokens attend to which
     * @return a layer with the same parameters
     */
    Layer with(AttentionMask mask);
}
