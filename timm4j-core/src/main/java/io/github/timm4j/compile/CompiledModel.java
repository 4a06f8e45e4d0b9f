package io.github.timm4j.compile;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.timm4j.Devices;
import io.github.timm4j.internal.Backend;
import io.github.timm4j.internal.NativeModule;
import io.github.timm4j.internal.ScriptArchive;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole forward pass as one native call: pictures of the compiled size and any batch size in, the outputs that were
 * asked for out. It evaluates only, is safe from many threads, and is an ordinary DJL block too.
 *
 * <p>Pictures are {@code (B, C, H, W)}, normalised; where the model was compiled with its preprocessing they are
 * {@code (B, H, W, C)} of 8 bits and of any size.
 *
 * <p>Let predictions end before the process does: where it exits while another thread predicts, libtorch frees what
 * that thread uses, and the process may die in oneDNN with a signal instead.
 */
public final class CompiledModel extends AbstractBlock implements AutoCloseable {
    private static final double NANOS = 1e6;

    private final Backend backend;
    private final ArchiveInfo info;
    private final InputForm input;
    private CompileReport report;

    private CompiledModel(Backend backend, ArchiveInfo info, CompileReport report) {
        this.backend = backend;
        this.info = info;
        this.input = info.input();
        this.report = report;
    }

    /** Writes an archive into a file of its own and loads it. */
    static CompiledModel load(ScriptArchive archive, ArchiveInfo info, Device device) {
        long start = System.nanoTime();
        archive.extra(ArchiveInfo.NAME, info.text());
        return of(NativeModule.load(archive, device), info, start);
    }

    /** Runs on a back end. */
    static CompiledModel of(Backend backend, ArchiveInfo info, long start) {
        double milliseconds = (System.nanoTime() - start) / NANOS;
        return new CompiledModel(backend, info, new CompileReport(milliseconds, backend.size(), Map.of()));
    }

    /**
     * Loads an exported archive on the device that is used where the caller names none, or on the CPU where its layout
     * is for that. An archive is a program that runs: load what you trust. Nothing else loads archives, and nothing
     * fetches them.
     *
     * @param file what {@link #export} wrote
     * @return the compiled model, to be closed by the caller
     * @throws CompileException where it is no such archive, or one of a format that this version does not read
     */
    public static CompiledModel load(Path file) {
        long start = System.nanoTime();
        ArchiveInfo info = ArchiveInfo.read(file);
        Device device = info.layout().isForCpu() ? Device.cpu() : Devices.preferred();
        return of(NativeModule.open(file, device), info, start);
    }

    /**
     * Loads an exported archive. It may be of another version of this library in the same format. An archive is a
     * program that runs: load what you trust. Nothing else loads archives, and nothing fetches them.
     *
     * @param file what {@link #export} wrote
     * @param device where its weights go
     * @return the compiled model, to be closed by the caller
     * @throws CompileException where it is no such archive, one of a format that this version does not read, or one of
     *     a layout that the device lacks
     */
    public static CompiledModel load(Path file, Device device) {
        long start = System.nanoTime();
        ArchiveInfo info = ArchiveInfo.read(file);
        info.layout().check(device);
        return of(NativeModule.open(file, device), info, start);
    }

    /** What making it took. */
    CompiledModel report(CompileReport value) {
        report = value;
        return this;
    }

    /**
     * What compiling or loading took, and what was measured on the way.
     *
     * @return the report
     */
    public CompileReport report() {
        return report;
    }

    /**
     * In what the program computes; pictures and outputs are float32 all the same.
     *
     * @return float32, float16 or bfloat16
     */
    public DataType dtype() {
        return info.type();
    }

    /** What goes in. */
    InputForm input() {
        return input;
    }

    /**
     * How feature maps lie in memory; where the measurement chose, what it chose.
     *
     * @return never {@link MemoryLayout#AUTO} or {@link MemoryLayout#FASTEST}
     */
    public MemoryLayout layout() {
        return info.layout();
    }

    /**
     * The pictures that the model was compiled for.
     *
     * @return {@code (C, H, W)}, or {@code (H, W, C)} with preprocessing
     */
    public Shape pictureShape() {
        return input.picture();
    }

    /**
     * Computes the only output.
     *
     * @param x pictures
     * @return a new array on the pictures' manager
     * @throws IllegalArgumentException where the pictures are of another form, size or type
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
     * @param x pictures
     * @return new arrays on the pictures' manager
     * @throws IllegalArgumentException where the pictures are of another form, size or type
     * @throws IllegalStateException after close
     */
    public NDList predictAll(NDArray x) {
        input.check(x);
        return backend.forward(x);
    }

    /**
     * Writes the archive, whole or not at all; DJL's PyTorch engine and Python's {@code torch.jit.load} read it.
     *
     * @param file the file, {@code .pt} by custom
     * @throws java.io.UncheckedIOException where it cannot be written
     * @throws IllegalStateException after close
     */
    public void export(Path file) {
        backend.copyTo(file);
    }

    /**
     * Writes a folder from which DJL and djl-serving classify photos without this library: {@code model.pt},
     * {@code serving.properties} and {@code synset.txt}.
     *
     * @param folder made where it does not exist
     * @param classNames one for each logit
     * @throws IllegalStateException where the model was compiled without its preprocessing, or for another output than
     *     logits
     * @throws IllegalArgumentException where there are more or fewer names than logits, or a name has a line break
     */
    public void exportServing(Path folder, List<String> classNames) {
        if (!input.raw()) {
            throw new IllegalStateException("only a model compiled with its preprocessing classifies photos by itself;"
                    + " set CompileOptions.preprocessing");
        }
        Shape[] outputs = getOutputShapes(new Shape[] {new Shape(1).addAll(pictureShape())});
        if (outputs.length != 1 || outputs[0].dimension() != 2) {
            throw new IllegalStateException(
                    "only logits (batch, classes) classify photos, found outputs " + Arrays.toString(outputs));
        }
        if (outputs[0].get(1) != classNames.size()) {
            throw new IllegalArgumentException(
                    "expected " + outputs[0].get(1) + " class names, one for each logit, found " + classNames.size());
        }
        ServingFolder.write(folder, classNames, this::export);
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
        try (NDManager manager = NDManager.newBaseManager(backend.device())) {
            return predictAll(manager.zeros(inputs[0], input.raw() ? DataType.UINT8 : DataType.FLOAT32))
                    .getShapes();
        }
    }

    /** Frees the native program; a second call does nothing. */
    @Override
    public void close() {
        backend.close();
    }
}
