package io.github.timm4j.compile.onnx;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.timm4j.internal.Backend;
import io.github.timm4j.internal.Engines;
import io.github.timm4j.internal.ScriptArchive;
import io.github.timm4j.internal.Whole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A forward pass that ONNX Runtime computes on the CPU, on the memory of the arrays that go in and come out. It uses as
 * many threads as libtorch was set to when it was loaded. It needs {@code com.microsoft.onnxruntime:onnxruntime} on the
 * class path.
 */
public final class OnnxRuntime implements Backend {
    private final OrtSession session;
    private final Path archive;
    private final String input;
    private final List<ValueInfo> outputs;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private OnnxRuntime(OrtSession session, Path archive, OnnxModel model) {
        this.session = session;
        this.archive = archive;
        this.input = model.inputs().get(0).name();
        this.outputs = List.copyOf(model.outputs());
    }

    /**
     * Tells whether ONNX Runtime can be used.
     *
     * @return true where it has a native library for this machine
     * @throws LinkageError where it is not on the class path
     */
    public static boolean isPresent() {
        try {
            return OnnxSessions.environment() != null;
        } catch (IllegalStateException | ExceptionInInitializerError e) {
            return false;
        }
    }

    /**
     * Loads a model.
     *
     * @param model of one float32 input and float32 outputs, their first axis free; its weights may be closed
     *     afterwards
     * @param archive the same forward pass for libtorch, kept for export
     * @return the loaded model
     * @throws IllegalStateException where ONNX Runtime refuses the model
     */
    public static OnnxRuntime load(OnnxModel model, ScriptArchive archive) {
        try {
            Path folder = Files.createTempDirectory("timm4j");
            Path file = folder.resolve("model.onnx");
            Path script = Files.createTempFile("timm4j", ".pt");
            try {
                model.write(file);
                Whole.write(script, archive::write);
                return new OnnxRuntime(session(file), script, model);
            } catch (RuntimeException | Error e) {
                Files.deleteIfExists(script);
                throw e;
            } finally {
                OnnxModel.delete(file);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OrtSession session(Path file) {
        OnnxSessions.environment(); // before the options, which would start it on this thread
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(Engines.threads());
            // its threads would go on spinning after a run, at the cost of what the caller and libtorch do next
            options.addConfigEntry("session.force_spinning_stop", "1");
            return OnnxSessions.open(file, options);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot load the model: " + e.getMessage(), e);
        }
    }

    @Override
    public NDList forward(NDArray x) {
        if (x.getDataType() != DataType.FLOAT32) {
            throw new IllegalArgumentException("expected FLOAT32 pictures, found " + x.getDataType());
        }
        lock.readLock().lock();
        try (NDManager scratch = x.getManager().newSubManager()) {
            checkOpen();
            NDArray view = x.reshape(x.getShape());
            view.attach(scratch);
            NDList results = new NDList();
            for (ValueInfo output : outputs) {
                results.add(scratch.create(output.shape(x.getShape().get(0)), DataType.FLOAT32));
            }
            run(view, results);
            results.attach(x.getManager());
            return results;
        } finally {
            lock.readLock().unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the compiled model is closed");
        }
    }

    private void run(NDArray x, NDList results) {
        List<OnnxTensor> tensors = new ArrayList<>();
        try {
            OnnxTensor in = tensor(x);
            tensors.add(in);
            Map<String, OnnxTensor> out = new HashMap<>();
            for (int i = 0; i < results.size(); i++) {
                OnnxTensor result = tensor(results.get(i));
                tensors.add(result);
                out.put(outputs.get(i).name(), result);
            }
            session.run(Map.of(input, in), out).close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        } finally {
            tensors.forEach(OnnxTensor::close);
        }
    }

    /** A view of an array's memory. */
    private static OnnxTensor tensor(NDArray array) throws OrtException {
        long[] shape = array.getShape().getShape();
        return OnnxTensor.createTensor(OnnxSessions.environment(), array.toByteBuffer(true), shape, OnnxJavaType.FLOAT);
    }

    @Override
    public Device device() {
        return Device.cpu();
    }

    @Override
    public void copyTo(Path target) {
        lock.readLock().lock();
        try {
            checkOpen();
            Whole.write(target, out -> Files.copy(archive, out));
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public long size() {
        try {
            return Files.size(archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                session.close();
                Files.deleteIfExists(archive);
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.writeLock().unlock();
        }
    }
}
