package io.github.timm4j.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.timm4j.internal.Backend;
import io.github.timm4j.internal.NativeModule;
import io.github.timm4j.internal.ScriptArchive;
import io.github.timm4j.nn.ImageModel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A whole forward pass as one native call: pictures {@code (B, C, H, W)} of the compiled size and any batch size in, the
 * outputs that were asked for out. It evaluates only, is safe from many threads, and is an ordinary DJL block too.
 */
public final class CompiledModel extends AbstractBlock implements AutoCloseable {
    private final Backend backend;
    private final MemoryLayout layout;
    private final Shape picture;

    private CompiledModel(Backend backend, MemoryLayout layout, Shape picture) {
        this.backend = backend;
        this.layout = layout;
        this.picture = picture;
    }

    static CompiledModel load(ScriptArchive archive, MemoryLayout layout, Shape traced, ImageModel model) {
        NDArray weight = model.getParameters().valueAt(0).getArray();
        return new CompiledModel(NativeModule.load(archive, weight.getDevice()), layout, traced.slice(1));
    }

    /**
     * How feature maps lie in memory; where the measurement chose, what it chose.
     *
     * @return any but {@link MemoryLayout#AUTO}
     */
    public MemoryLayout layout() {
        return layout;
    }

    /**
     * The pictures that the model was compiled for.
     *
     * @return {@code (C, H, W)}
     */
    public Shape pictureShape() {
        return picture;
    }

    /**
     * Computes the only output.
     *
     * @param x pictures {@code (B, C, H, W)}, normalised
     * @return a new array on the pictures' manager
     * @throws IllegalArgumentException where the pictures are of another size
     * @throws IllegalStateException where there are several outputs, or after close
     */
    public NDArray predict(NDArray x) {
        NDList results = predictAll(x);
        if (results.size() != 1) {
            int count = results.size();
            results.close();
            throw new IllegalStateException("the compiled model has " + count + " outputs; call predictAll");
        }
        return results.head();
    }

    /**
     * Computes all outputs.
     *
     * @param x pictures {@code (B, C, H, W)}, normalised
     * @return new arrays on the pictures' manager
     * @throws IllegalArgumentException where the pictures are of another size
     * @throws IllegalStateException after close
     */
    public NDList predictAll(NDArray x) {
        Shape shape = x.getShape();
        if (shape.dimension() != 4 || !shape.slice(1).equals(picture)) {
            throw new IllegalArgumentException("expected pictures (batch, " + picture.get(0) + ", " + picture.get(1)
                    + ", " + picture.get(2) + "), for which the model was compiled, found " + shape);
        }
        return backend.forward(x);
    }

    /**
     * Writes the archive, whole or not at all; DJL's PyTorch engine and Python's {@code torch.jit.load} read it.
     *
     * @param file the file, {@code .pt} by custom
     */
    public void export(Path file) {
        backend.copyTo(file);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, @Nullable PairList<String, Object> params) {
        if (training) {
            throw new IllegalStateException("a compiled model evaluates only; train the model that it came from");
        }
        return predictAll(inputs.head());
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return predictAll(manager.zeros(inputs[0], DataType.FLOAT32)).getShapes();
        }
    }

    /** Frees the native program; a second call does nothing. */
    @Override
    public void close() {
        backend.close();
    }
}
