/**
 * Weight files without an engine: safetensors, PyTorch and NumPy files are read and written here, keys are cleaned and
 * renamed, and single tensors are adapted to another model.
 *
 * <p>No reader runs code from a file or loads a class that a file names; sizes that a file declares are checked against
 * the bytes that are there before anything is allocated.
 */
@NullMarked
package io.github.timm4j.weights;

import org.jspecify.annotations.NullMarked;
