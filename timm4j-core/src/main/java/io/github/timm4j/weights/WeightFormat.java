package io.github.timm4j.weights;

/** The kinds of weight file that {@link WeightFiles} tells apart by their first bytes. */
public enum WeightFormat {
    /** A JSON header and plain tensor bytes. */
    SAFETENSORS,
    /** PyTorch's zip archive of a pickle and its storages. */
    TORCH_ZIP,
    /** PyTorch's stream of pickles and storages, written before version 1.6. */
    TORCH_LEGACY,
    /** A zip archive of NumPy arrays. */
    NPZ
}
